
namespace Grain.Functions.Webhooks.Reading;

/// <summary>What a space counts of what senders tell it.</summary>
public sealed record CountingOptions
{
    /// <summary>People only, the default branch only.</summary>
    public static CountingOptions Default { get; } = new();

    /// <summary>Whether bots are recognised like people.</summary>
    public bool IncludeBots { get; init; }

    /// <summary>
    /// Logins, names, numbers or addresses of accounts that are bots though the sender does not say so, besides those Grain knows. Compared
    /// without regard to case.
    /// </summary>
    public IReadOnlyCollection<string> FurtherBots { get; init; } = [];

    /// <summary>
    /// Whether commits on any branch count. By default only the default branch does: a branch can be rebased at will, and each
    /// time its commits get new hashes and would be counted anew.
    /// </summary>
    public bool AllBranches { get; init; }

    /// <summary>
    /// The host of the sender's instance that is at home in the space: what it names and numbers has no host in its ids. If not given, that
    /// is the instance which the delivery is from.
    /// </summary>
    public string? Home { get; init; }

    /// <summary>
    /// When it was decided which instance is at home; only what was counted before can have an id without the host that it belongs to.
    /// </summary>
    public DateTimeOffset? HomeSince { get; init; }

    /// <summary>The names of one instance of the sender; the first stands for it in ids, as <c>hosts</c> has them.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>
    /// When the delivery arrived. If given, no grant is dated later than this (a commit's date is whatever its author's clock
    /// said), and it dates wiki pages, whose payloads tell no time. If not given, the payload alone decides.
    /// </summary>
    public DateTimeOffset? ReceivedAt { get; init; }
}
