namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// What a grant tells the contribution graph: nodes it creates or touches, and edges between them. Ids of contributions
/// are paths such as <c>github/octo/hello/pull/7</c>; a participant is written <c>@</c> + contributor id, for example
/// <c>@github/octocat</c>. The same node or edge may be told any number of times: the first time counts. An edge may be
/// withdrawn, and told anew.
/// </summary>
public sealed record ContributionFacts
{
    /// <summary>How the contributor wants to be called, when the sender says it.</summary>
    public string? ContributorName { get; init; }

    /// <summary>The contributions concerned.</summary>
    public IReadOnlyList<ContributionNode> Nodes { get; init; } = [];

    /// <summary>How they are connected.</summary>
    public IReadOnlyList<ContributionEdge> Edges { get; init; } = [];

    /// <summary>Ids of contributions that no longer count (deleted at the source): they mint nothing from then on.</summary>
    public IReadOnlyList<string> Retracts { get; init; } = [];

    /// <summary>
    /// Connections that an edit took away: they take no part from then on, until they are told anew with a later time. Absent if there are
    /// none.
    /// </summary>
    public IReadOnlyList<ContributionWithdrawal>? Withdraws { get; init; }
}

/// <summary>A contribution: something somebody made.</summary>
public sealed record ContributionNode
{
    /// <summary>Its path, unique in the space.</summary>
    public required string Id { get; init; }

    /// <summary>Its type, which decides what it mints: <c>pull</c>, <c>issue</c>, <c>commit</c>, <c>comment</c>, ….</summary>
    public required string Type { get; init; }

    /// <summary>The source module it belongs to, for the breakdown: <c>github</c>, <c>tasks</c>, ….</summary>
    public required string Module { get; init; }

    /// <summary>A title for people.</summary>
    public string? Title { get; init; }

    /// <summary>Where to look at it.</summary>
    public string? Url { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A connection of two nodes; which of them flows to which, and how much, is decided by the weights of its type.</summary>
public sealed record ContributionEdge
{
    /// <summary>Its type: <c>authors</c>, <c>reviews</c>, <c>comments-on</c>, <c>references</c>, <c>reacts-to</c>, ….</summary>
    public required string Type { get; init; }

    /// <summary>The node that does: <c>@github/octocat</c> authors …, or a comment that comments on ….</summary>
    public required string From { get; init; }

    /// <summary>The node it is done to.</summary>
    public required string To { get; init; }

    /// <summary>When; the grant's <see cref="Grant.GrantedAt"/> if absent.</summary>
    public DateTimeOffset? At { get; init; }
}
