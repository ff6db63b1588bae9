using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>IMMEDIATE: pays by the cred of the last few intervals, whatever was paid before.</summary>
/// <param name="Lookback">How many of the last finished intervals count; at least 1.</param>
public sealed record ImmediatePolicy(int Lookback) : DistributionPolicy(ImmediatePolicy.Kind)
{
    internal static PolicyKind Kind { get; } = new("IMMEDIATE", (config, _) => new ImmediatePolicy(config.Lookback))
    {
        LookbackMin = 1,
    };

    /// <inheritdoc/>
    public override void CheckParameters()
    {
        if (Lookback < 1)
            throw new DistributionException(DistributionFault.LookbackBelowOne,
                $"the lookback of IMMEDIATE is {Lookback}; it must be at least 1");
    }

    private protected override Allocation AllocateChecked(GrainAmount budget, CredView view)
    {
        var window = view.Window(Lookback);
        var active = view.Participants.Where(participant => participant.Active).ToArray();
        return SplitAmong(active, Array.ConvertAll(active, participant => participant.CredIn(window)), budget);
    }
}
