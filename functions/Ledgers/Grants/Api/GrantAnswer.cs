using Grain.Functions.Ledgers.Grants.Counting;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>What the API answers for one grant.</summary>
/// <param name="GrantId">Which.</param>
/// <param name="Outcome"><c>appended</c>, <c>already-appended</c>, <c>conflicts-with-earlier</c> or <c>refused</c>.</param>
/// <param name="Seq">Its place in the contributor's journal, if it has one.</param>
/// <param name="Before">The contributor's total before; only when appended by this very request.</param>
/// <param name="After">The contributor's total after; only when appended by this very request.</param>
/// <param name="Tier">What that meant for the contributor's tier, where the space has tiers.</param>
/// <param name="Reason">Why it was not counted.</param>
internal sealed record GrantAnswer(string GrantId, string Outcome, long? Seq = null, Points? Before = null, Points? After = null,
    TierChange? Tier = null, string? Reason = null)
{
    public static GrantAnswer Of(Grant grant, GrantOutcome outcome, IReadOnlyList<Tier> tiers) => outcome switch
    {
        GrantOutcome.Appended appended => new(
            grant.GrantId, "appended", appended.Seq, appended.Before.Total, appended.After.Total,
            TierChange.Between(appended.Before.Total, appended.After.Total, tiers),
            appended.TakenBackBy is { } correction ? $"{correction} had corrected it before it came" : null),
        GrantOutcome.AlreadyAppended already => new(grant.GrantId, "already-appended", already.Seq),
        GrantOutcome.ConflictsWithEarlier conflict => new(grant.GrantId, "conflicts-with-earlier", Reason: conflict.Reason),
        GrantOutcome.Refused refused => new(grant.GrantId, "refused", Reason: refused.Reason),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
    };
}

/// <summary>What the API answers for an array of grants: one outcome each, in the order given.</summary>
internal sealed record GrantAnswers(int Appended, int AlreadyAppended, int Conflicts, int Refused, IReadOnlyList<GrantAnswer> Outcomes)
{
    public static GrantAnswers Of(IReadOnlyList<Grant> grants, IReadOnlyList<GrantOutcome> outcomes, IReadOnlyList<Tier> tiers) => new(
        outcomes.Count(outcome => outcome is GrantOutcome.Appended),
        outcomes.Count(outcome => outcome is GrantOutcome.AlreadyAppended),
        outcomes.Count(outcome => outcome is GrantOutcome.ConflictsWithEarlier),
        outcomes.Count(outcome => outcome is GrantOutcome.Refused),
        [.. grants.Zip(outcomes, (grant, outcome) => GrantAnswer.Of(grant, outcome, tiers))]);
}

/// <summary>A page of the journals of a person's ids, each oldest first.</summary>
/// <param name="Contributor">Whose.</param>
/// <param name="Grants">The entries.</param>
/// <param name="Next">Ask for the entries <c>after</c> this one for the next page; absent on the last page.</param>
internal sealed record GrantPage(string Contributor, IReadOnlyList<GrantRow> Grants, long? Next);

/// <summary>An entry as the API shows it.</summary>
internal sealed record GrantRow(long Seq, DateTimeOffset RecordedAt, string Hash, Grant Grant);
