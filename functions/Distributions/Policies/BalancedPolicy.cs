using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>
/// BALANCED: works towards everybody having been paid in proportion to their cred. Who has received least for their cred gets most;
/// who has received more than is due gets nothing, and nothing is taken back. What counts as received is all grain distributed, by
/// any policy, and never a balance.
/// </summary>
/// <param name="Lookback">How many of the last finished intervals count for cred and payments; 0 = all.</param>
public sealed record BalancedPolicy(int Lookback) : DistributionPolicy(BalancedPolicy.Kind)
{
    internal static PolicyKind Kind { get; } = new("BALANCED", (config, _) => new BalancedPolicy(config.Lookback))
    {
        LookbackMin = 0,
        SeesPayments = true,
    };

    /// <inheritdoc/>
    public override void CheckParameters()
    {
        if (Lookback < 0)
            throw new DistributionException(DistributionFault.LookbackBelowZero,
                $"the lookback of BALANCED is {Lookback}; it must be at least 0");
    }

    private protected override Allocation AllocateChecked(GrainAmount budget, CredView view)
    {
        var window = view.Window(Lookback);
        var active = view.Participants.Where(participant => participant.Active).ToArray();
        var cred = Array.ConvertAll(active, participant => participant.CredIn(window));
        var paid = Array.ConvertAll(active, participant => participant.PaidIn(window));

        var grainPerCred = new GrainPerCred(GrainAmount.Sum(paid) + budget, Total(cred));
        var underpaid = new double[active.Length];
        for (var i = 0; i < active.Length; i++) underpaid[i] = grainPerCred.Underpaid(cred[i], paid[i]);
        return SplitAmong(active, underpaid, budget);
    }

    // In the order of the participants: a sum of doubles depends on it.
    private static double Total(double[] cred)
    {
        var total = 0.0;
        foreach (var each in cred) total += each;
        return total;
    }
}
