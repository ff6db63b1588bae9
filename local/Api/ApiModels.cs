namespace Grain.Local.Api;

// What the API answers, as far as a client outside needs it. Written from the API's description and not shared with the
// app: if the two drift apart, the demo notices. Amounts of grain are base units in texts, points are exact decimals.

/// <summary>The spaces of an app.</summary>
internal sealed record SpaceList(IReadOnlyList<SpaceRow> Spaces, string? Next = null);

/// <summary>A space; <c>State</c> is <c>active</c>, <c>archived</c> or <c>deleting</c>.</summary>
internal sealed record SpaceRow(string Name, string? DisplayName = null, string? State = null, DateTimeOffset? CreatedAt = null,
    DateTimeOffset? ArchivedAt = null, string? Fault = null)
{
    /// <summary>Whether it takes what is sent to it.</summary>
    public bool IsActive => State is null or "active";
}

/// <summary>What a sender of webhooks is told.</summary>
internal sealed record DeliveryAnswer(string Outcome, string Event, string Delivery, IReadOnlyList<string> Grants, string? Reason = null);

/// <summary>A page of the leaderboard.</summary>
internal sealed record LeaderboardPage(int Count, IReadOnlyList<StandingRow> Standings, string? Epoch = null, int? Next = null,
    ProvisionalView? Provisional = null);

/// <summary>The epoch that is not closed yet.</summary>
internal sealed record ProvisionalView(string Epoch, DateTimeOffset End, DateTimeOffset AsOf, string? WouldPay = null);

/// <summary>A place on the leaderboard; grain in whole grain, for people.</summary>
internal sealed record StandingRow(int Rank, string Contributor, string Name, decimal Points, double Cred, int Score, string Grain,
    string? WouldPay = null);

/// <summary>What became of ranking the open epoch again; grain in whole grain.</summary>
internal sealed record RecomputedView(bool Success, int Scores, string Grain, string? Error = null, bool? Changed = null,
    OpenEpochView? Epoch = null);

/// <summary>The open epoch.</summary>
internal sealed record OpenEpochView(
    string Epoch, DateTimeOffset End, DateTimeOffset AsOf, int Participants, int Contributions, IReadOnlyList<OpenNoteView>? Notes = null);

/// <summary>What is to be said of it.</summary>
internal sealed record OpenNoteView(string Code, string Text, string? Cure = null);

/// <summary>A contributor.</summary>
internal sealed record ContributorView(string Id, string Name, PointsView Points, GrainView Grain);

/// <summary>The head of a contributor's journal.</summary>
internal sealed record PointsView(decimal Total, long Count, long Seq, string Hash);

/// <summary>A contributor's grain, in base units.</summary>
internal sealed record GrainView(string BalanceUnits, string ReceivedUnits);

/// <summary>A page of a contributor's journal.</summary>
internal sealed record GrantPage(IReadOnlyList<GrantRow> Grants, long? Next = null);

/// <summary>An entry of a contributor's journal.</summary>
internal sealed record GrantRow(long Seq, string Hash, GrantView Grant);

/// <summary>A grant.</summary>
internal sealed record GrantView(string GrantId, string Key, decimal Amount, DateTimeOffset GrantedAt);

/// <summary>A page of a grain account, with its head.</summary>
internal sealed record AccountPage(string Id, string Balance, string Received, long Count, IReadOnlyList<AccountRow> Entries,
    long? Next = null);

/// <summary>An entry of a grain account.</summary>
internal sealed record AccountRow(long Seq, string Key, PaymentView Entry);

/// <summary>What an entry of a grain account says.</summary>
internal sealed record PaymentView(string Kind, string Amount, string? Epoch = null);

/// <summary>The epochs of a space.</summary>
internal sealed record EpochList(string Supply, IReadOnlyList<EpochRow> Epochs, string? Due = null);

/// <summary>An epoch.</summary>
internal sealed record EpochRow(string Id, DateTimeOffset Start, DateTimeOffset End, string Stage, string? Statement = null);

/// <summary>What a closed epoch did.</summary>
internal sealed record StatementView(
    string Epoch, string Budget, string Paid, string CarriedOver, string Lapsed,
    string SupplyBefore, string SupplyAfter, IReadOnlyList<PaidView> Payments, string? PreviousStatement = null);

/// <summary>A payment in a statement.</summary>
internal sealed record PaidView(string ParticipantId, string Amount);

/// <summary>How the API's answers are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DeliveryAnswer))]
[JsonSerializable(typeof(LeaderboardPage))]
[JsonSerializable(typeof(RecomputedView))]
[JsonSerializable(typeof(ContributorView))]
[JsonSerializable(typeof(GrantPage))]
[JsonSerializable(typeof(AccountPage))]
[JsonSerializable(typeof(EpochList))]
[JsonSerializable(typeof(StatementView))]
[JsonSerializable(typeof(ProblemView))]
[JsonSerializable(typeof(SpaceList))]
internal sealed partial class ApiJson : JsonSerializerContext;

/// <summary>Amounts of grain as the API writes them.</summary>
internal static class Units
{
    /// <summary>Reads base units.</summary>
    public static BigInteger Of(string text) =>
        BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
