using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Runs;

/// <summary>Who gets how much for an epoch. Stored before the first payment and never recomputed. Amounts in base units.</summary>
/// <param name="Budget">What there was to pay: the epoch's own budget and what was carried over.</param>
/// <param name="Outstanding">Grain held by people before this epoch: the liabilities of the space.</param>
/// <param name="ReceivedBefore">All grain ever distributed to each account before this epoch, special distributions included; positive
/// amounts, by account.</param>
/// <param name="Withheld">The part of the budget that the treasury does not cover; it is carried over or lapses.</param>
/// <param name="Policies">What each policy did with its share.</param>
/// <param name="Payments">What each identity gets from all policies together, in the account of its own id; positive amounts, by
/// id.</param>
/// <param name="Paid">The sum of the payments.</param>
/// <param name="CarriedOver">What goes to the next epoch.</param>
/// <param name="Lapsed">What is never minted.</param>
public sealed record EpochAllocation(
    GrainAmount Budget, GrainAmount Outstanding, IReadOnlyList<Receipt> ReceivedBefore, GrainAmount Withheld,
    IReadOnlyList<PolicyAllocation> Policies, IReadOnlyList<Receipt> Payments,
    GrainAmount Paid, GrainAmount CarriedOver, GrainAmount Lapsed);

/// <summary>What one policy did with its share of an epoch's budget.</summary>
/// <param name="Policy">The name of its kind.</param>
/// <param name="Budget">Its share, in base units.</param>
/// <param name="Receipts">Who gets how much of it; positive amounts that add up to the share.</param>
/// <param name="NothingToPay">Why there is nobody to pay, if so; the share then carries over or lapses.</param>
/// <param name="Memo">Why it pays whom it pays, where the configuration says so.</param>
public sealed record PolicyAllocation(string Policy, GrainAmount Budget, IReadOnlyList<Receipt> Receipts, string? NothingToPay,
    string? Memo = null);

/// <summary>How an allocation is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EpochAllocation))]
internal sealed partial class RunJson : JsonSerializerContext;
