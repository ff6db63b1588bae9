namespace Grain.Local.Api;

// What the API answers, as far as verbs print it. Amounts of grain are texts, in whole grain.

/// <summary>A person, under all their ids together.</summary>
internal sealed record PersonView(
    string Id, string Identity, IReadOnlyList<string> Accounts, string Name, PersonPoints Points, PersonGrain Grain,
    string? Tier = null, PersonCred? Cred = null);

/// <summary>A person's points.</summary>
internal sealed record PersonPoints(
    decimal Total, long Count, SortedDictionary<string, decimal> Categories, SortedDictionary<string, decimal> Sources,
    DateTimeOffset? FirstAt = null, DateTimeOffset? LastAt = null);

/// <summary>A person's cred as of a closed epoch.</summary>
internal sealed record PersonCred(string Epoch, double Cred, int Score, IReadOnlyList<EpochCredView> History);

/// <summary>Cred of an epoch.</summary>
internal sealed record EpochCredView(string Epoch, double Cred, int? Score = null);

/// <summary>A person's grain.</summary>
internal sealed record PersonGrain(string Balance, string Received);

/// <summary>Days in a row.</summary>
internal sealed record StreakView(StreakDays Streak);

/// <summary>Days in a row.</summary>
internal sealed record StreakDays(int Current, int Longest);

/// <summary>A buddy.</summary>
internal sealed record BuddyView(BuddyState Buddy);

/// <summary>A buddy.</summary>
internal sealed record BuddyState(string Name, string Species, string Stage, long Level, string Mood);

/// <summary>Achievements.</summary>
internal sealed record AchievementsView(IReadOnlyList<AchievementView> Unlocked, IReadOnlyList<AchievementView> Locked);

/// <summary>An achievement.</summary>
internal sealed record AchievementView(string Title, string Icon);

/// <summary>Recent events.</summary>
internal sealed record EventsView(IReadOnlyList<EventView> Events);

/// <summary>An event.</summary>
internal sealed record EventView(DateTimeOffset Ts, string Type, string Detail);

/// <summary>The epochs of a space.</summary>
internal sealed record EpochsView(IReadOnlyList<EpochView> Epochs, string? SupplyGrain = null, string? Due = null, int Remaining = 0,
    string? Running = null, DateTimeOffset? NextEnd = null);

/// <summary>An epoch; what it hands out only where one is asked for.</summary>
internal sealed record EpochView(
    string Id, DateTimeOffset Start, DateTimeOffset End, string Stage, string? Statement = null, string? Error = null,
    DateTimeOffset? NextAttemptAt = null, IReadOnlyList<NoteView>? Notes = null, EpochAmountsView? Amounts = null);

/// <summary>What an epoch hands out.</summary>
internal sealed record EpochAmountsView(int Recipients, string? BudgetGrain = null, string? PaidGrain = null,
    string? CarriedOverGrain = null);

/// <summary>A page of what an epoch pays.</summary>
internal sealed record PaymentsView(
    string Epoch, string Stage, IReadOnlyList<EpochPaymentView> Payments, string? PaidGrain = null, long? Next = null);

/// <summary>What an epoch pays somebody.</summary>
internal sealed record EpochPaymentView(string Account, SplitView Split, string? AmountGrain = null, string? Name = null);

/// <summary>What each policy gives of a payment, in words.</summary>
internal sealed record SplitView(string Text);

/// <summary>What is to be said of an epoch.</summary>
internal sealed record NoteView(string Code, string Text, string? Cure = null);

/// <summary>A page of identities.</summary>
internal sealed record IdentitiesView(IReadOnlyList<IdentityView> Identities, string? Next = null);

/// <summary>An identity.</summary>
internal sealed record IdentityView(
    string Id, bool Registered, string Name, string Type, bool Active, IReadOnlyList<string> Aliases, IReadOnlyList<string> Merged,
    IReadOnlyList<string> Accounts, IReadOnlyDictionary<string, string> PayoutAddresses);

/// <summary>The grain of a space.</summary>
internal sealed record TokenView(string SupplyGrain);

/// <summary>What became of a mint or transfer.</summary>
internal sealed record MoveView(string Id, string State);

/// <summary>Where a hold stands.</summary>
internal sealed record HoldView(
    string Id, string State, string From, string LeftGrain, string CommittedGrain, string ReleasedGrain, DateTimeOffset ExpiresAt);

/// <summary>Open holds.</summary>
internal sealed record HoldsView(IReadOnlyList<OpenHoldView> Holds);

/// <summary>An open hold.</summary>
internal sealed record OpenHoldView(string Id, string From, string LeftGrain, DateTimeOffset ExpiresAt, string? To = null);

/// <summary>What became of a commit.</summary>
internal sealed record CommitView(string State, string Account, string AmountGrain);

/// <summary>What became of a grant.</summary>
internal sealed record GrantOutcomeView(string Outcome);

/// <summary>What distributions paid.</summary>
internal sealed record PayoutsView(IReadOnlyList<PayoutView> Payouts, long AsOf = 0, string? TotalGrain = null, int WithoutAddress = 0,
    int OnOtherChains = 0);

/// <summary>A payment.</summary>
internal sealed record PayoutView(string Distribution, string Identity, string Name, bool Executed, string? AmountGrain = null,
    string? Address = null, string? Fault = null);

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

/// <summary>A space that is deleted.</summary>
internal sealed record SpaceDeletedView(string Note);

/// <summary>Who was erased.</summary>
internal sealed record ErasedView(IReadOnlyList<string> People);

/// <summary>Where something of a person is stored.</summary>
internal sealed record RemainsView(IReadOnlyList<RemainsRow> Places, IReadOnlyList<string> Elsewhere);

/// <summary>One place of it.</summary>
internal sealed record RemainsRow(string Where, string What, long Own, long Naming);

/// <summary>A page of keys.</summary>
internal sealed record KeysView(IReadOnlyList<KeyView> Keys, string? Next = null);

/// <summary>A key, without its secret.</summary>
internal sealed record KeyView(string Id, string Role, string Label, string State, DateTimeOffset CreatedAt, string CreatedBy,
    string? Space = null, string? Node = null, DateTimeOffset? ExpiresAt = null, string? LastUsedOn = null);

/// <summary>A page of the audit.</summary>
internal sealed record AuditView(IReadOnlyList<ActView> Acts, long? Next = null);

/// <summary>An act in it.</summary>
internal sealed record ActView(long Seq, DateTimeOffset At, string Operation, string By, IReadOnlyList<ActChangeView> Changes,
    string Outcome, string? Space = null, string? Target = null);

/// <summary>A value that it changed.</summary>
internal sealed record ActChangeView(string What, string? Before = null, string? After = null);

/// <summary>A key that was made, with its secret.</summary>
internal sealed record KeyMadeView(string Secret, KeyView Key);

/// <summary>How the app is.</summary>
internal sealed record StatusView(
    string Version, DateTimeOffset At, DateTimeOffset StartedAt, long Operations, IReadOnlyList<QueueView> Queues, int Spaces, bool More,
    IReadOnlyList<string> Unreadable, int LateCount, IReadOnlyList<LateView> Late, FormatsView? Formats = null);

/// <summary>How the formats of the storage stand.</summary>
internal sealed record FormatsView(int InForce, int Known, int? Next = null, DateTimeOffset? From = null);

/// <summary>A queue.</summary>
internal sealed record QueueView(string Queue, int Messages, int Poison, long? OldestSeconds = null);

/// <summary>An epoch that should be closed.</summary>
internal sealed record LateView(string Space, string Epoch, DateTimeOffset EndedAt, string? Error = null);

/// <summary>How the answers are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PersonView))]
[JsonSerializable(typeof(RemainsView))]
[JsonSerializable(typeof(ErasedView))]
[JsonSerializable(typeof(StreakView))]
[JsonSerializable(typeof(BuddyView))]
[JsonSerializable(typeof(AchievementsView))]
[JsonSerializable(typeof(EventsView))]
[JsonSerializable(typeof(EpochsView))]
[JsonSerializable(typeof(EpochView))]
[JsonSerializable(typeof(PaymentsView))]
[JsonSerializable(typeof(IdentitiesView))]
[JsonSerializable(typeof(IdentityView))]
[JsonSerializable(typeof(TokenView))]
[JsonSerializable(typeof(MoveView))]
[JsonSerializable(typeof(HoldView))]
[JsonSerializable(typeof(HoldsView))]
[JsonSerializable(typeof(CommitView))]
[JsonSerializable(typeof(GrantOutcomeView))]
[JsonSerializable(typeof(PayoutsView))]
[JsonSerializable(typeof(SpaceDeletedView))]
[JsonSerializable(typeof(ProposalsView))]
[JsonSerializable(typeof(KeysView))]
[JsonSerializable(typeof(KeyMadeView))]
[JsonSerializable(typeof(AuditView))]
[JsonSerializable(typeof(DeliveriesView))]
[JsonSerializable(typeof(ReconcileView))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(FormatsView))]
internal sealed partial class VerbJson : JsonSerializerContext;
