using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Queue;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>Something that somebody did and that counts once: what a grant is made of, and its reversal.</summary>
/// <remarks>
/// <para>The id of the grant is its key and its subject: <c>github:issues.opened:444500041</c>. The subject is the identifier that
/// the sender gave the thing, which stays when it is renamed or moved, or the hash of a commit. Whoever tells the same happening
/// again, by another delivery or another hook, makes the same id.</para>
/// <para>A reversal has the id of what it reverses and <c>:reversed</c>, whatever the reason was. So a contribution is counted at most
/// once and taken back at most once, for ever: its total is its points or nothing, in whatever order and however often the
/// deliveries come. What was taken back does not count again (a star given anew, an answer marked anew).</para>
/// </remarks>
internal sealed record Contribution
{
    /// <summary>The limit of <see cref="Grant.GrantId"/>.</summary>
    public const int GrantIdMax = 150;

    /// <summary>Titles are for people: longer ones are cut. GitHub's own limit is 256.</summary>
    public const int TitleMax = 200;

    /// <summary>A longer address is left out. Keeps a grant with 2 or 3 of them far below a queue message's 48 KiB of content.</summary>
    public const int UrlMax = 500;

    /// <summary>What kind it is.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>What tells it from others of its kind.</summary>
    public required string Subject { get; init; }

    /// <summary>
    /// Who did it; <see langword="null"/> if it is nobody to recognise. Then it does not count, and can be taken back all the same.
    /// </summary>
    public required Person? By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it tells the graph.</summary>
    public FactSheet? Facts { get; init; }

    /// <summary>The node that exists by this contribution and goes with it, if there is one.</summary>
    public string? OwnNode { get; init; }

    /// <summary>The edges that exist by this contribution and go with it: what a reaction, or an answer, is.</summary>
    public IReadOnlyList<(string From, string Type, string To)> OwnEdges { get; init; } = [];

    /// <summary>
    /// Whether it only tells the graph what an edit left and took away. It is worth nothing, whatever its kind is worth.
    /// </summary>
    public bool IsRevision { get; init; }

    /// <summary>What was done.</summary>
    public string Key => IsRevision ? Kind.Key + ".revised" : Kind.Key;

    /// <summary>The id of the grant, if it is not made of kind and subject.</summary>
    public string? Id { get; init; }

    /// <summary>Ids under which an earlier version may have counted it.</summary>
    public IReadOnlyList<FormerId> Former { get; init; } = [];

    /// <summary>The id of the grant.</summary>
    public string GrantId => Id ?? IdOf(Key, Subject);

    /// <summary>The id of a kind and a subject.</summary>
    public static string IdOf(string key, string subject)
    {
        var id = $"{key}:{subject}";
        return BoundedText.Key(BoundedText.WithoutControls(id).Trim(), GrantIdMax - EarlyCorrections.WholeSuffix.Length);
    }

    /// <summary>The grant.</summary>
    public Grant ToGrant(EventWeights weights) => new()
    {
        GrantId = GrantId,
        Contributor = By?.Contributor ?? EarlyCorrections.Whoever,
        Key = Key,
        Category = Kind.Category,
        Source = Kind.Source,
        Amount = IsRevision ? Points.Zero : weights[Kind],
        GrantedAt = At,
        Facts = By is null ? null : Facts?.For(By),
    };

    /// <summary>
    /// The grant that takes it back. It is dated like what it takes back: the two cancel out in every period that has both, and
    /// payloads do not tell when something was deleted.
    /// </summary>
    /// <remarks>The ledger takes it from whoever it was granted to; without a contributor, nobody else is asked or named.</remarks>
    /// <param name="weights">Those in force.</param>
    /// <param name="key">What happened, for example <c>github:issues.deleted</c>.</param>
    public Grant ToReversal(EventWeights weights, string key) => ToGrant(weights) with
    {
        GrantId = GrantId + EarlyCorrections.WholeSuffix,
        Key = key,
        Amount = -weights[Kind],
        Facts = OwnNode is null && OwnEdges.Count == 0 ? null : new ContributionFacts
        {
            Retracts = OwnNode is null ? [] : [OwnNode],
            Withdraws = OwnEdges.Count == 0 ? null : [.. OwnEdges.Select(edge =>
                new ContributionWithdrawal { Type = edge.Type, From = edge.From, To = edge.To, Once = true })],
        },
        Note = $"takes back {Kind.Key}",
        Corrects = GrantId,
    };
}
