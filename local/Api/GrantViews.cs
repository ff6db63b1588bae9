namespace Grain.Local.Api;

// What the API answers of grants and deliveries, as far as verbs print it.

/// <summary>What became of a grant.</summary>
internal sealed record GrantOutcomeView(string Outcome);

/// <summary>Proposed grants.</summary>
internal sealed record ProposalsView(IReadOnlyList<ProposalView> Proposals, string? Next = null);

/// <summary>A proposed grant.</summary>
internal sealed record ProposalView(
    string Id, string State, string Giver, string Receiver, decimal Points, string? Reason, DateTimeOffset ProposedAt,
    string? Level = null, string? Reviewer = null, DateTimeOffset? DecidedAt = null, string? Remark = null, string? GrantId = null);

/// <summary>A page of what was delivered, newest first.</summary>
internal sealed record DeliveriesView(IReadOnlyList<DeliveryView> Deliveries, IReadOnlyList<RefusedView>? RefusedToday = null,
    string? Next = null);

/// <summary>What was delivered.</summary>
internal sealed record DeliveryView(DateTimeOffset At, string Source, string Event, string Outcome, int Grants, string? Reason = null,
    int? AskedFor = null);

/// <summary>How asking for lost deliveries goes.</summary>
internal sealed record ReconcileView(IReadOnlyList<ReconciledView> Hooks);

/// <summary>The same of one webhook.</summary>
internal sealed record ReconciledView(
    string Source, string Place, long Asked, long Arrived, long GivenUp, int Waiting, DateTimeOffset? RanAt = null,
    DateTimeOffset? NextAt = null, string? Fault = null);

/// <summary>What proved nothing.</summary>
internal sealed record RefusedView(string Source, string Reason, long Count);
