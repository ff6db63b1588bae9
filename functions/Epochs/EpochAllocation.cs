using Grain.Functions.Cred.Distributions;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Epochs;

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
    GrainAmount Paid, GrainAmount CarriedOver, GrainAmount Lapsed)
{
    /// <summary>Distributes a budget by the plan over cred and over what everybody received before.</summary>
    /// <param name="run">The epoch: its version, and how much of a whole one it is.</param>
    /// <param name="scores">Everybody's cred.</param>
    /// <param name="identities">Who is who, and who may be paid.</param>
    /// <param name="config">The space's configuration: budget, policies and treasury.</param>
    /// <param name="past">What was before.</param>
    internal static EpochAllocation Of(EpochRun run, CredScores scores, IdentityMap identities, SpaceConfig config, EpochPast past)
    {
        var plan = config.Distribution.ToPlan(identities.Resolve);
        var budget = BudgetOf(run, config) + past.Books.CarriedOver;
        var covered = config.Distribution.Treasury?.Cover(budget, past.Outstanding, config.Token.Decimals) ?? budget;
        var distribution = plan.Distribute(covered, EpochStandings.ViewOf(scores, identities, config.Distribution, past));
        var withheld = budget - covered;
        var carries = plan.Unpaid == UnpaidBudget.CarryOver;
        return new EpochAllocation(
            budget, past.Outstanding, past.Received, withheld, [.. distribution.Outcomes.Select(PolicyAllocation.Of)],
            distribution.Payments, distribution.Paid,
            distribution.CarriedOver + (carries ? withheld : GrainAmount.Zero),
            distribution.Lapsed + (carries ? GrainAmount.Zero : withheld));
    }

    /// <summary>
    /// The epoch's own budget. An epoch that a changed schedule cuts short has it in proportion to its length, rounded down to whole base
    /// units.
    /// </summary>
    private static GrainAmount BudgetOf(EpochRun run, SpaceConfig config)
    {
        var whole = config.Distribution.ToBudget(config.Token.Decimals);
        return CalculationVersion.Known(run.Calculation) > CalculationVersion.First && run.RegularMinutes is { } regular
            ? new GrainAmount(whole.BaseUnits * run.Epoch.Minutes / regular)
            : whole;
    }
}

/// <summary>What one policy did with its share of an epoch's budget.</summary>
/// <param name="Policy">The name of its kind.</param>
/// <param name="Budget">Its share, in base units.</param>
/// <param name="Receipts">Who gets how much of it; positive amounts that add up to the share.</param>
/// <param name="NothingToPay">Why there is nobody to pay, if so; the share then carries over or lapses.</param>
/// <param name="Memo">Why it pays whom it pays, where the configuration says so.</param>
public sealed record PolicyAllocation(string Policy, GrainAmount Budget, IReadOnlyList<Receipt> Receipts, string? NothingToPay,
    string? Memo = null)
{
    internal static PolicyAllocation Of(PolicyOutcome outcome) => new(
        outcome.Policy.Type, outcome.Budget, [.. (outcome.Allocation?.Receipts ?? []).Where(receipt => !receipt.Amount.IsZero)],
        outcome.NothingToPay, outcome.Policy.Memo);
}
