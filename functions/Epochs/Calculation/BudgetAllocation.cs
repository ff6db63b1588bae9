using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>Splits an epoch's budget. Pure.</summary>
internal static class BudgetAllocation
{
    /// <summary>Distributes a budget by the plan over cred and over what everybody received before.</summary>
    /// <param name="run">The epoch: its version, and how much of a whole one it is.</param>
    /// <param name="scores">Everybody's cred.</param>
    /// <param name="identities">Who is who, and who may be paid.</param>
    /// <param name="config">The space's configuration: budget, policies and treasury.</param>
    /// <param name="past">What was before.</param>
    public static EpochAllocation Of(EpochRun run, CredScores scores, IdentityMap identities, SpaceConfig config, EpochPast past)
    {
        var plan = config.Distribution.ToPlan(identities.Resolve, config.Token.Decimals);
        var budget = BudgetOf(run, config) + past.Books.CarriedOver;
        var covered = config.Distribution.Treasury?.Cover(budget, past.Outstanding, config.Token.Decimals) ?? budget;
        var least = CalculationVersion.DefaultsOf(run.Calculation).TotalCredMin;
        var distribution = plan.Distribute(covered, EpochStandings.ViewOf(scores, identities, config.Distribution, past, least));
        var withheld = budget - covered;
        var carries = plan.Unpaid == UnpaidBudget.CarryOver;
        return new EpochAllocation(
            budget, past.Outstanding, past.Received, withheld, [.. distribution.Outcomes.Select(Of)],
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

    private static PolicyAllocation Of(PolicyOutcome outcome) => new(
        outcome.Policy.Type, outcome.Budget, [.. (outcome.Allocation?.Receipts ?? []).Where(receipt => !receipt.Amount.IsZero)],
        outcome.NothingToPay, outcome.Policy.Memo);
}
