using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>What an epoch hands out, as its statement says it, in base units.</summary>
/// <param name="Budget">What there was to pay.</param>
/// <param name="Outstanding">Grain that people held before.</param>
/// <param name="Withheld">The part of the budget that the treasury does not cover.</param>
/// <param name="Paid">What is paid.</param>
/// <param name="CarriedOver">What goes to the next epoch.</param>
/// <param name="Lapsed">What is never minted.</param>
/// <param name="Recipients">How many accounts are paid.</param>
/// <param name="Policies">What each policy does with its share.</param>
internal sealed record EpochAmounts(
    GrainAmount Budget, GrainAmount Outstanding, GrainAmount Withheld, GrainAmount Paid, GrainAmount CarriedOver, GrainAmount Lapsed,
    int Recipients, IReadOnlyList<PolicyAmounts> Policies)
{
    public static EpochAmounts Of(EpochAllocation allocation) => new(
        allocation.Budget, allocation.Outstanding, allocation.Withheld, allocation.Paid, allocation.CarriedOver, allocation.Lapsed,
        allocation.Payments.Count, [.. allocation.Policies.Select(PolicyAmounts.Of)]);
}

/// <summary>What a policy does with its share of an epoch's budget, in base units.</summary>
/// <param name="Policy">Which.</param>
/// <param name="Budget">Its share.</param>
/// <param name="Paid">What it pays.</param>
/// <param name="NothingToPay">Why it pays nothing, if that is so.</param>
internal sealed record PolicyAmounts(string Policy, GrainAmount Budget, GrainAmount Paid, string? NothingToPay)
{
    public static PolicyAmounts Of(PolicyAllocation policy) => new(
        policy.Policy, policy.Budget, GrainAmount.Sum(policy.Receipts.Select(receipt => receipt.Amount)), policy.NothingToPay);
}
