using Grain.Functions.Distributions;
using Grain.Functions.Spaces;

namespace Grain.Functions.Epochs;

/// <summary>Who gets how much for an epoch. Stored before the first payment and never recomputed. Amounts in base units.</summary>
/// <param name="Budget">What there was to pay: the epoch's own budget and what was carried over.</param>
/// <param name="Outstanding">Grain held by people before this epoch: the liabilities of the space.</param>
/// <param name="ReceivedBefore">All grain ever distributed to each participant before this epoch, special distributions included; positive amounts, by id.</param>
/// <param name="Withheld">The part of the budget that the treasury does not cover; it is carried over or lapses.</param>
/// <param name="Policies">What each policy did with its share.</param>
/// <param name="Payments">What each account gets from all policies together; positive amounts, in the order of account ids.</param>
/// <param name="Paid">The sum of the payments.</param>
/// <param name="CarriedOver">What goes to the next epoch.</param>
/// <param name="Lapsed">What is never minted.</param>
public sealed record EpochAllocation(
    GrainAmount Budget, GrainAmount Outstanding, IReadOnlyList<Receipt> ReceivedBefore, GrainAmount Withheld, IReadOnlyList<PolicyAllocation> Policies, IReadOnlyList<Receipt> Payments,
    GrainAmount Paid, GrainAmount CarriedOver, GrainAmount Lapsed)
{
    /// <summary>Distributes a budget by the plan over cred and over what everybody received before.</summary>
    /// <param name="scores">Everybody's cred.</param>
    /// <param name="received">All grain ever distributed, by participant, as of before this epoch.</param>
    /// <param name="outstanding">Grain held by people before this epoch.</param>
    /// <param name="config">The space's configuration: budget, policies and treasury.</param>
    /// <param name="books">What the earlier epochs add up to.</param>
    internal static EpochAllocation Of(
        CredScores scores, IReadOnlyDictionary<string, GrainAmount> received, GrainAmount outstanding, SpaceConfig config, SpaceBooks books)
    {
        var budget = config.Distribution.ToBudget(config.Token.Decimals) + books.CarriedOver;
        var detailed = DetailedEpochs(config.Distribution, scores.Epochs.Count);
        var summarised = scores.Epochs.Count - detailed;
        var standings = scores.Participants
            .OrderBy(participant => participant.Id, StringComparer.Ordinal)
            .Select(participant => new ParticipantStanding
            {
                Id = participant.Id,
                Active = true,
                CredBefore = participant.History.Before(summarised),
                Cred = participant.History.Expand(summarised, detailed),
                PaidBefore = received.GetValueOrDefault(participant.Id),
            })
            .ToArray();
        var covered = config.Distribution.Treasury?.Cover(budget, outstanding, config.Token.Decimals) ?? budget;
        var distribution = config.Distribution.ToPlan().Distribute(covered, new CredView(standings, scores.Epochs.Count, summarised));
        var withheld = budget - covered;
        var carries = config.Distribution.Unpaid == UnpaidBudget.CarryOver;
        return new EpochAllocation(
            budget, outstanding,
            [.. received.Where(each => !each.Value.IsZero).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new Receipt(each.Key, each.Value))],
            withheld, [.. distribution.Outcomes.Select(PolicyAllocation.Of)], distribution.Payments, distribution.Paid,
            distribution.CarriedOver + (carries ? withheld : GrainAmount.Zero), distribution.Lapsed + (carries ? GrainAmount.Zero : withheld));
    }

    /// <summary>How many of the last epochs the policies look at one by one. The sum is enough of all others, so memory does not follow people times epochs.</summary>
    private static int DetailedEpochs(DistributionConfig config, int epochs) =>
        config.Policies.Any(policy => policy.Type == RecentPolicy.TypeName) ? epochs : Math.Min(epochs, config.Policies.Max(policy => policy.Lookback));
}

/// <summary>What one policy did with its share of an epoch's budget.</summary>
/// <param name="Policy">BALANCED, IMMEDIATE or RECENT.</param>
/// <param name="Budget">Its share, in base units.</param>
/// <param name="Receipts">Who gets how much of it; positive amounts that add up to the share.</param>
/// <param name="NothingToPay">Why there is nobody to pay, if so; the share then carries over or lapses.</param>
public sealed record PolicyAllocation(string Policy, GrainAmount Budget, IReadOnlyList<Receipt> Receipts, string? NothingToPay)
{
    internal static PolicyAllocation Of(PolicyOutcome outcome) => new(
        outcome.Policy.Type, outcome.Budget, [.. (outcome.Allocation?.Receipts ?? []).Where(receipt => !receipt.Amount.IsZero)], outcome.NothingToPay);
}
