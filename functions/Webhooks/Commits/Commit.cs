using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Commits;

/// <summary>A commit, told by a push or read from a clone of the repository.</summary>
internal sealed record Commit
{
    /// <summary>Its full hash.</summary>
    public required string Sha { get; init; }

    /// <summary>The whole message; may be empty.</summary>
    public required string Message { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Where people find it.</summary>
    public string? Url { get; init; }

    /// <summary>Whether it merges others, where its parents are known; else its message tells.</summary>
    public bool? IsMerge { get; init; }

    /// <summary>The author's address as the commit has it; empty if there is none.</summary>
    public string AuthorAddress { get; init; } = "";

    /// <summary>
    /// The number of the pull request that it came in by, where those around it tell: a push that ends with its merge, or a clone.
    /// </summary>
    public int? Pull { get; init; }

    /// <summary>The first line of the message; of an empty one the beginning of the hash.</summary>
    public string Title
    {
        get
        {
            var title = Message.AsSpan().Trim();
            var end = title.IndexOfAny('\r', '\n');
            return title.Length == 0 ? Sha[..7] : (end < 0 ? title : title[..end]).ToString();
        }
    }
}

/// <summary>A commit in the repository that tells of it.</summary>
/// <remarks>
/// The id of the author's contribution is the hash alone, for a commit has one author; a co-author's is the hash and that of the address
/// in the message. Who somebody <em>is</em> has no part in it: a push knows the account behind an address and a clone does not, and
/// an address can be given to another account. Whoever tells of the commit first decides to whom it counts, once and for ever.
/// </remarks>
/// <param name="Commit">The commit.</param>
/// <param name="Node">Its node.</param>
/// <param name="TellMore">Tells more of the node than its author. Depends on the commit and what is merged with it, so that every
/// push that brings it tells the same.</param>
internal sealed record PlacedCommit(Commit Commit, string Node, Action<FactSheet, string> TellMore)
{
    /// <summary>Whether a co-author with the author's address is nobody else, also where the author is nobody to recognise.</summary>
    public bool SkipsAuthorAgain { get; init; }

    /// <summary>Counts it for its author and each of its co-authors; or notes why not.</summary>
    /// <param name="delivery">What is being read.</param>
    /// <param name="author">The author; <see langword="null"/> if nobody is recognised.</param>
    /// <param name="find">Who is who, by name and address.</param>
    public void Count(Delivery delivery, Person? author, Func<string, string, Found> find)
    {
        var counted = new HashSet<string>(StringComparer.Ordinal);
        if (author is not null && counted.Add(author.Contributor))
        {
            var isMerge = Commit.IsMerge ?? MergeMessage.Is(Commit.Message);
            delivery.Count(For(delivery, author, isMerge ? "push.merge_commit" : "push.commit") with
            {
                Id = CommitIds.OfAuthor(Commit.Sha),
                Former = CommitIds.FormerOfAuthor(Commit.Sha, Commit.Message, Commit.AuthorAddress),
            });
        }

        foreach (var (name, address) in CoAuthors.In(Commit.Message))
        {
            if (SkipsAuthorAgain && address.Equals(Commit.AuthorAddress, StringComparison.OrdinalIgnoreCase)) continue;
            if (delivery.Known(find(name, address)) is { } person && counted.Add(person.Contributor))
                delivery.Count(For(delivery, person, "push.co_authored") with
                {
                    Id = CommitIds.OfCoAuthor(Commit.Sha, address),
                    Former = CommitIds.FormerOfCoAuthor(Commit.Sha, address),
                });
        }
    }

    private Contribution For(Delivery delivery, Person person, string kind)
    {
        var facts = delivery.Sheet().Add(Node, NodeTypes.Commit, Commit.Title, Commit.Url, Commit.At)
            .Link(person.Node, EdgeTypes.Authors, Node, Commit.At);
        TellMore(facts, Node);
        return new Contribution { Kind = delivery.Kinds[kind], Subject = Commit.Sha, By = person, At = Commit.At, Facts = facts };
    }
}
