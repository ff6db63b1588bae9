using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>What a fact can be. The first five come from outside; the rest Grain derives from its own ledgers.</summary>
public static class ActivityKinds
{
    /// <summary>A request through a gateway.</summary>
    public const string Request = "request";

    /// <summary>A tool was called.</summary>
    public const string ToolCall = "tool-call";

    /// <summary>Several models raced for an answer.</summary>
    public const string Race = "race";

    /// <summary>A piece of knowledge was stored.</summary>
    public const string Fact = "fact";

    /// <summary>A subscription was configured.</summary>
    public const string Subscription = "subscription";

    /// <summary>A grant of points.</summary>
    public const string Grant = "grant";

    /// <summary>A grant that came by webhook.</summary>
    public const string Webhook = "webhook";

    /// <summary>A grant that takes an earlier one back.</summary>
    public const string Correction = "correction";

    /// <summary>A finished task.</summary>
    public const string Task = "task";

    /// <summary>An epoch was closed. Nobody's activity; only told.</summary>
    public const string Epoch = "epoch";

    /// <summary>An achievement was unlocked. Nobody's activity; only told.</summary>
    public const string Unlock = "unlock";

    /// <summary>Those that come from outside.</summary>
    public static IReadOnlyList<string> Sent { get; } = [Request, ToolCall, Race, Fact, Subscription];

    /// <summary>Whether such a fact is activity of its caller: counted, and makes its day an active one.</summary>
    public static bool IsActivity(string kind) => kind is not (Correction or Epoch or Unlock);
}

/// <summary>Something that happened, as it is stored for ever. What is absent, zero or false is left out.</summary>
public sealed record ActivityFact
{
    /// <summary>One of <see cref="ActivityKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// Together with the kind unique in its space: a request's id, a tool call's id, a grant's id, …. At most 150 characters.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Who: the same id as a contributor's. Empty for what the space itself did.</summary>
    public required string Caller { get; init; }

    /// <summary>When it happened, not when Grain heard of it. The first moment of the year 1 is zero, and so left out.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The model that answered a request.</summary>
    public string? Model { get; init; }

    /// <summary><c>error</c> and <c>rejected</c> mean that a request failed; any other word that it did not.</summary>
    public string? Status { get; init; }

    /// <summary>Tokens of the question.</summary>
    public long TokensIn { get; init; }

    /// <summary>Tokens of the answer.</summary>
    public long TokensOut { get; init; }

    /// <summary>What it cost.</summary>
    public Dollars CostUsd { get; init; }

    /// <summary>How long it took; absent when nobody measured.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Whether another model had to step in.</summary>
    public bool FallbackUsed { get; init; }

    /// <summary>Whether the answer came from a cache; absent when the sender does not know.</summary>
    public bool? CacheHit { get; init; }

    /// <summary>Whether the answer to a similar question was taken.</summary>
    public bool SemanticHit { get; init; }

    /// <summary>Tokens that did not have to be spent.</summary>
    public long TokensSaved { get; init; }

    /// <summary>Dollars that did not have to be spent.</summary>
    public Dollars CostSaved { get; init; }

    /// <summary>The tool, the subscription, what the grant was for, the achievement, ….</summary>
    public string? Name { get; init; }

    /// <summary>A stored fact that takes the place of an earlier one does not make them more.</summary>
    public bool Supersedes { get; init; }

    /// <summary>The points of a grant.</summary>
    public Points Points { get; init; }

    /// <summary>The kind of work of a grant, for example <c>review</c>.</summary>
    public string? Category { get; init; }

    /// <summary>Whether a request came to nothing.</summary>
    internal bool IsError => Status is "error" or "rejected";

    /// <summary>Whether the sender says that a cache answered. That nobody measured the time says nothing about it.</summary>
    internal bool IsCacheHit => CacheHit == true || SemanticHit;
}
