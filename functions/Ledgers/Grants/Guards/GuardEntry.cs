namespace Grain.Functions.Ledgers.Grants.Guards;

/// <summary>What the guard of a person noted: a decision about one grant, or what a steward decided about the person.</summary>
internal sealed record GuardEntry
{
    /// <summary>See <see cref="GuardEntryKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The grant's id.</summary>
    public string? GrantId { get; init; }

    /// <summary>The grant's source.</summary>
    public string? Source { get; init; }

    /// <summary>The grant's key.</summary>
    public string? Key { get; init; }

    /// <summary>How the person is called, as the grant says.</summary>
    public string? Name { get; init; }

    /// <summary>The points that the event is worth by itself.</summary>
    public Points Amount { get; init; }

    /// <summary>The day it is counted on, from 1 January of the year 1.</summary>
    public int Day { get; init; }

    /// <summary>The points that count, as decided when the entry was written.</summary>
    public Points Allowed { get; init; }

    /// <summary>The grant itself, if it is held.</summary>
    public Grant? Held { get; init; }

    /// <summary>What the decision is made by; not kept, for the decision is.</summary>
    [JsonIgnore]
    public GuardQuestion? Question { get; init; }
}

/// <summary>What <see cref="GuardRules"/> decides by, besides the person's own totals.</summary>
/// <param name="Grant">The grant in question.</param>
/// <param name="Config">What the space has chosen.</param>
/// <param name="IsKnown">Whether the ledger knew the person before.</param>
internal sealed record GuardQuestion(Grant Grant, GuardConfig Config, bool IsKnown);

/// <summary>The kinds of <see cref="GuardEntry"/>.</summary>
internal static class GuardEntryKinds
{
    /// <summary>A grant was let through, in full or in part, or held.</summary>
    public const string Grant = "grant";

    /// <summary>A steward released the person: what was held counts, and what comes counts.</summary>
    public const string Release = "release";

    /// <summary>A steward turned the person away: what was held does not count, nor does what comes.</summary>
    public const string Reject = "reject";
}
