namespace Grain.Local.Api;

// What the API answers of keys, audit and the app itself, as far as verbs print it.

/// <summary>A space that is deleted.</summary>
internal sealed record SpaceDeletedView(string Note);

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
