using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>What one policy pays from its budget, to the last unit.</summary>
public sealed record Allocation
{
    /// <summary>An allocation of exactly the budget.</summary>
    /// <param name="policy">By which policy.</param>
    /// <param name="budget">How much there was to pay.</param>
    /// <param name="receipts">Who gets how much, in the order of the participants; a receipt may be of 0.</param>
    /// <param name="scores">What the budget was split by, in the order of the receipts; <see langword="null"/> where it was not split
    /// (SPECIAL).</param>
    /// <exception cref="ArgumentException">The receipts do not add up to the budget.</exception>
    public Allocation(DistributionPolicy policy, GrainAmount budget, IReadOnlyList<Receipt> receipts, IReadOnlyList<double>? scores)
    {
        if (GrainAmount.Sum(receipts.Select(receipt => receipt.Amount)) != budget)
            throw new ArgumentException($"the receipts do not add up to the budget of {budget}", nameof(receipts));
        Policy = policy;
        Budget = budget;
        Receipts = receipts;
        Scores = scores;
    }

    /// <summary>By which policy.</summary>
    public DistributionPolicy Policy { get; }

    /// <summary>What was paid; the exact sum of the receipts.</summary>
    public GrainAmount Budget { get; }

    /// <summary>Who gets how much, in the order of the participants.</summary>
    public IReadOnlyList<Receipt> Receipts { get; }

    /// <summary>What the budget was split by, in the order of <see cref="Receipts"/>; absent for SPECIAL.</summary>
    public IReadOnlyList<double>? Scores { get; }
}
