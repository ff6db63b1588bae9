namespace Grain.Local.Api;

// What the API answers of people, as far as verbs print it. Amounts of grain are texts, in whole grain.

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

/// <summary>Who was erased.</summary>
internal sealed record ErasedView(IReadOnlyList<string> People);

/// <summary>Where something of a person is stored.</summary>
internal sealed record RemainsView(IReadOnlyList<RemainsRow> Places, IReadOnlyList<string> Elsewhere);

/// <summary>One place of it.</summary>
internal sealed record RemainsRow(string Where, string What, long Own, long Naming);

/// <summary>A page of identities.</summary>
internal sealed record IdentitiesView(IReadOnlyList<IdentityView> Identities, string? Next = null);

/// <summary>An identity.</summary>
internal sealed record IdentityView(
    string Id, bool Registered, string Name, string Type, bool Active, IReadOnlyList<string> Aliases, IReadOnlyList<string> Merged,
    IReadOnlyList<string> Accounts, IReadOnlyDictionary<string, string> PayoutAddresses);
