namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// One recognised contribution: an immutable entry of its contributor's journal. It is never changed or deleted; a
/// mistake is put right by a second grant that <see cref="Corrects"/> the first.
/// </summary>
public sealed record Grant
{
    /// <summary>Unique in its space for ever; made by whoever originates the event. At most 150 characters.</summary>
    public required string GrantId { get; init; }

    /// <summary>In a sealed space the id as it was sent, sealed under the contributor's key; absent elsewhere.</summary>
    public string? SentAs { get; init; }

    /// <summary>The id to show: the one it was sent with.</summary>
    [JsonIgnore]
    internal string ShownId => SentAs ?? GrantId;

    /// <summary>Who is recognised, for example <c>github/octocat</c>. At most 100 characters.</summary>
    public required string Contributor { get; init; }

    /// <summary>What was done, in the sender's words, for example <c>github:pull_request.opened</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The kind of work, for totals: <c>code</c>, <c>review</c>, <c>discussion</c>, <c>community</c>, ….</summary>
    public required string Category { get; init; }

    /// <summary>Where it happened, for totals: <c>github</c>, <c>discourse</c>, <c>api</c>, ….</summary>
    public required string Source { get; init; }

    /// <summary>How many points; negative for a compensating grant.</summary>
    public required Points Amount { get; init; }

    /// <summary>When the contribution was made (not when Grain heard of it).</summary>
    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>What the grant adds to the contribution graph, if anything is known beyond the points.</summary>
    public ContributionFacts? Facts { get; init; }

    /// <summary>A remark for people.</summary>
    public string? Note { get; init; }

    /// <summary>The <see cref="GrantId"/> that this grant compensates, if any.</summary>
    public string? Corrects { get; init; }
}
