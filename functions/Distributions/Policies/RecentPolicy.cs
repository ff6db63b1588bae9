using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>RECENT: pays by all cred so far, in which each interval counts less than the next by the discount.</summary>
/// <param name="Discount">Share of its weight that cred loses with every interval, 0 (never) to 1 (only the last interval counts).</param>
public sealed record RecentPolicy(double Discount) : DistributionPolicy(RecentPolicy.Kind)
{
    internal static PolicyKind Kind { get; } = new("RECENT", (config, resolve) =>
        new RecentPolicy(config.Discount) { Exclusions = [.. config.Exclusions.Select(resolve)] })
    {
        TakesDiscount = true,
        TakesExclusions = true,
        SeesEveryInterval = true,
    };

    /// <summary>Ids of participants who are left out altogether; they get no receipt.</summary>
    public IReadOnlyList<string> Exclusions { get; init; } = [];

    /// <inheritdoc/>
    public override Allocation Allocate(GrainAmount budget, CredView view)
    {
        // Before all other checks, unlike a lookback: programs outside rely on which fault is reported first.
        CheckParameters();
        return base.Allocate(budget, view);
    }

    /// <inheritdoc/>
    public override void CheckParameters()
    {
        if (!(Discount is >= 0 and <= 1))
            throw new DistributionException(DistributionFault.DiscountOutOfRange,
                $"the discount of RECENT is {Discount:R}; it must lie between 0 and 1");
    }

    private protected override Allocation AllocateChecked(GrainAmount budget, CredView view)
    {
        if (view.SummarisedIntervals > 0)
            throw new InvalidOperationException("RECENT needs the cred of every interval; a sum of early ones cannot be discounted");
        var excluded = Exclusions.ToHashSet(StringComparer.Ordinal);
        var included = view.Participants.Where(participant => participant.Active && !excluded.Contains(participant.Id)).ToArray();
        return SplitAmong(included, Array.ConvertAll(included, participant => Score(participant.Cred.Span[..view.FinishedIntervals])),
            budget);
    }

    private double Score(ReadOnlySpan<double> credPerInterval)
    {
        var score = 0.0;
        foreach (var cred in credPerInterval) score = score * (1 - Discount) + cred;
        return score;
    }
}
