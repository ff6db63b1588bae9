using System.Numerics;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;

namespace Grain.Functions.Distributions;

/// <summary>How the budget of an epoch is split over policies, and what becomes of a share that nobody can be paid from.</summary>
public sealed record DistributionPlan
{
    /// <summary>A plan of these shares.</summary>
    /// <param name="shares">At least one; the first one also gets the units that remain when the budget is cut into parts.</param>
    /// <param name="unpaid">What becomes of a share that cannot be paid.</param>
    /// <exception cref="DistributionException">There is no share, one has less than one part, or a policy's parameter is out of
    /// range.</exception>
    public DistributionPlan(IReadOnlyList<PolicyShare> shares, UnpaidBudget unpaid = UnpaidBudget.CarryOver)
    {
        if (shares.Count == 0) throw new DistributionException(DistributionFault.PlanNotValid, "a plan needs at least one policy");
        foreach (var share in shares)
        {
            if (share.Budget is { Sign: <= 0 })
                throw new DistributionException(DistributionFault.PlanNotValid,
                    $"{share.Policy.Type} has a budget of {share.Budget}; it must be above 0");
            if (share.Parts < 1)
                throw new DistributionException(DistributionFault.PlanNotValid,
                    $"{share.Policy.Type} has {share.Parts} parts of the budget; it must be at least 1");
            share.Policy.CheckParameters();
        }

        Shares = shares;
        Unpaid = unpaid;
    }

    /// <summary>The policies in their order, with their parts of the budget.</summary>
    public IReadOnlyList<PolicyShare> Shares { get; }

    /// <summary>What becomes of a share that cannot be paid.</summary>
    public UnpaidBudget Unpaid { get; }

    /// <summary>What policies without a budget of their own share of a whole epoch; it counts only beside such that have one.</summary>
    public GrainAmount Shared { get; init; }

    /// <summary>
    /// Cuts a budget into the policies' shares: each gets its parts, rounded down to whole units, and the first one also what
    /// remains (fewer units than there are policies). They add up to the budget exactly. Of a whole epoch's budget a policy with a budget
    /// of its own gets just that; of more or less, more or less in proportion.
    /// </summary>
    public IReadOnlyList<GrainAmount> SplitBudget(GrainAmount budget)
    {
        var areAllParts = Shares.All(share => share.Budget is null);
        var parts = Sum(Shares.Where(share => share.Budget is null), share => share.Parts);
        BigInteger WeightOf(PolicyShare share) => areAllParts ? share.Parts
            : share.Budget is { } own ? own.BaseUnits * BigInteger.Max(parts, 1) : Shared.BaseUnits * share.Parts;
        var all = Sum(Shares, WeightOf);
        var pieces = Shares.Select(share => new GrainAmount(budget.BaseUnits * WeightOf(share) / all)).ToArray();
        pieces[0] += budget - GrainAmount.Sum(pieces);
        return pieces;
    }

    private static BigInteger Sum(IEnumerable<PolicyShare> shares, Func<PolicyShare, BigInteger> weightOf) =>
        shares.Aggregate(BigInteger.Zero, (sum, share) => sum + weightOf(share));

    /// <summary>
    /// Distributes the budget of an epoch. All policies see the payments as they were before this distribution: none of them
    /// counts what another one pays in the same epoch.
    /// </summary>
    /// <param name="budget">In base units, at least 0; what was carried over included.</param>
    /// <param name="view">Cred and payments as they are before this distribution.</param>
    /// <exception cref="DistributionException"><see cref="DistributionFault.NegativeBudget"/>.</exception>
    public Distribution Distribute(GrainAmount budget, CredView view)
    {
        if (budget.Sign < 0) throw new DistributionException(DistributionFault.NegativeBudget, $"the budget {budget} is negative");
        var outcomes = Shares.Zip(SplitBudget(budget), (share, piece) => PolicyOutcome.Of(share.Policy, piece, view)).ToArray();
        return new Distribution(budget, outcomes, Unpaid);
    }
}
