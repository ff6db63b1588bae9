namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// A connection that is no more, or all of a type at one node. It takes back what was told until its time, whenever that arrives; what is
/// told as of a later time counts.
/// </summary>
public sealed record ContributionWithdrawal
{
    /// <summary>The type of the connection: <c>references</c>, <c>reacts-to</c>, ….</summary>
    public required string Type { get; init; }

    /// <summary>The node that did. If absent, all connections of the type to <see cref="To"/> that were told before.</summary>
    public string? From { get; init; }

    /// <summary>The node it was done to. If absent, all connections of the type from <see cref="From"/> that were told before.</summary>
    public string? To { get; init; }

    /// <summary>When it was taken away; the grant's <see cref="Grant.GrantedAt"/> if absent. Not for <see cref="Once"/>.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>
    /// <see langword="true"/> if one telling of the connection is taken back, whatever its time: the others stay, as of several
    /// reactions of
    /// one person.
    /// </summary>
    public bool? Once { get; init; }
}
