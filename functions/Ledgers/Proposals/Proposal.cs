using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>A grant that somebody proposes, and what became of it: as it is stored.</summary>
internal sealed record Proposal
{
    /// <summary>Unique in its space; made by who proposes.</summary>
    public required string Id { get; init; }

    /// <summary>In a sealed space the id as it was sent, sealed under the giver's key; absent elsewhere.</summary>
    public string? SentAs { get; init; }

    /// <summary>In a sealed space how the grant is called in the ledger; absent elsewhere.</summary>
    public KeptGrant? Kept { get; init; }

    /// <summary>One of <see cref="ProposalStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Who proposes it.</summary>
    public required string Giver { get; init; }

    /// <summary>Who shall be recognised.</summary>
    public required string Receiver { get; init; }

    /// <summary>For what.</summary>
    public required string Reason { get; init; }

    /// <summary>How much.</summary>
    public required Points Points { get; init; }

    /// <summary>What the scale called it, where the space had one.</summary>
    public string? Level { get; init; }

    /// <summary>When it was proposed.</summary>
    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>By whose key or token; see <see cref="Actor.Principal"/>.</summary>
    public required string ProposedBy { get; init; }

    /// <summary>The period whose caps it counts against.</summary>
    public required string Period { get; init; }

    /// <summary>The category of the grant.</summary>
    public required string Category { get; init; }

    /// <summary>What the grant is in the graph.</summary>
    public required ProposalCred Cred { get; init; }

    /// <summary>Who approved or rejected it.</summary>
    public string? Reviewer { get; init; }

    /// <summary>By whose key or token.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was decided or withdrawn.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What the reviewer says to it.</summary>
    public string? Remark { get; init; }

    /// <summary>Whether the grant of an approved one stands in the ledger, as far as is noted.</summary>
    public bool IsCounted { get; init; }

    /// <summary>The grant's id: made of the proposal's, so that it counts once.</summary>
    [JsonIgnore]
    public string GrantId => Kept?.GrantId ?? GrantIdPrefix + Id;

    /// <summary>The id as it is shown.</summary>
    [JsonIgnore]
    public string ShownId => SentAs ?? Id;

    /// <summary>The grant's id as it is shown.</summary>
    [JsonIgnore]
    public string ShownGrantId => Kept?.SentAs ?? GrantId;

    /// <summary>Whether it is approved and its grant may be missing.</summary>
    [JsonIgnore]
    public bool IsWaiting => State == ProposalStates.Approved && !IsCounted;

    /// <summary>Whether its points are taken of what its giver can propose.</summary>
    [JsonIgnore]
    public bool HoldsPoints => State is ProposalStates.Open or ProposalStates.Approved;

    /// <summary>How ids of such grants begin.</summary>
    public const string GrantIdPrefix = "proposal/";

    /// <summary>Whether somebody asks for the very same.</summary>
    public bool IsAsked(Proposal other) => (Giver, Receiver, Reason, Points, Level) ==
        (other.Giver, other.Receiver, other.Reason, other.Points, other.Level);
}

/// <summary>The words of a proposal's grant in a sealed space, as they are kept.</summary>
/// <param name="GrantId">The HMAC of its id.</param>
/// <param name="SentAs">Its id, sealed under the receiver's key.</param>
/// <param name="Node">The HMAC of what it is in the graph.</param>
/// <param name="Title">How that is called, sealed under the keys of giver and receiver.</param>
internal sealed record KeptGrant(string GrantId, string? SentAs, string Node, string? Title);

/// <summary>What can become of a proposal.</summary>
internal static class ProposalStates
{
    /// <summary>It waits for a reviewer.</summary>
    public const string Open = "open";

    /// <summary>It is a grant.</summary>
    public const string Approved = "approved";

    /// <summary>A reviewer turned it down, or the ledger could not take it.</summary>
    public const string Rejected = "rejected";

    /// <summary>Its giver took it back.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>All of them.</summary>
    public static string[] All { get; } = [Open, Approved, Rejected, Withdrawn];
}

/// <summary>How proposals are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Proposal))]
internal sealed partial class ProposalJson : JsonSerializerContext
{
    public static ProposalJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.WhenWritingNull));
}
