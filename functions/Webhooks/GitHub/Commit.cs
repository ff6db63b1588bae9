using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// A commit, told by a push or read from a clone of the repository: the same contributions either way, under the same ids.
/// </summary>
/// <remarks>
/// The id of the author's contribution is the hash alone, for a commit has one author; a co-author's is the hash and that of the address
/// in the message. Who somebody <em>is</em> has no part in it: a push knows the account behind an address and a clone does not, and
/// an address can be given to another account. Whoever tells of the commit first decides to whom it counts, once and for ever.
/// </remarks>
internal sealed record Commit
{
    /// <summary>Where it is.</summary>
    public required Repository Repository { get; init; }

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

    /// <summary>The parts of the repository that it changes: see <see cref="ChangedFolders"/>.</summary>
    public IReadOnlyCollection<string> Folders { get; init; } = [];

    /// <summary>Counts it for its author and each of its co-authors; or notes why not.</summary>
    /// <param name="delivery">What is being read.</param>
    /// <param name="people">Who is who.</param>
    /// <param name="author">The author; <see langword="null"/> if nobody is recognised.</param>
    public void Count(Delivery delivery, GitHubPeople people, Person? author)
    {
        var counted = new HashSet<string>(StringComparer.Ordinal);
        if (author is not null && counted.Add(author.Contributor))
        {
            var isMerge = IsMerge ?? MergeMessage.Is(Message);
            delivery.Count(ContributionOf(author, isMerge ? GitHubKinds.MergeCommitted : GitHubKinds.Committed) with
            {
                Id = CommitIds.OfAuthor(Sha),
                Former = CommitIds.FormerOfAuthor(Sha, Message, AuthorAddress),
            });
        }

        foreach (var (name, address) in CoAuthors.In(Message))
        {
            if (address.Equals(AuthorAddress, StringComparison.OrdinalIgnoreCase)) continue;
            if (!people.TryFindAuthor(name, address, Repository.Host, out var person, out var reason)) delivery.Skip(reason);
            else if (counted.Add(person.Contributor))
                delivery.Count(ContributionOf(person, GitHubKinds.CoAuthored) with
                {
                    Id = CommitIds.OfCoAuthor(Sha, address),
                    Former = CommitIds.FormerOfCoAuthor(Sha, address),
                });
        }
    }

    private Contribution ContributionOf(Person person, EventKind kind)
    {
        var node = Repository.Commit(Sha);
        var title = Message.AsSpan().Trim();
        var end = title.IndexOfAny('\r', '\n');
        var facts = new FactSheet("github")
            .Add(node, NodeTypes.Commit, title.Length == 0 ? Sha[..7] : (end < 0 ? title : title[..end]).ToString(), Url, At)
            .Link(person.Node, EdgeTypes.Authors, node, At)
            .Add(Repository, At)
            .Link(node, EdgeTypes.PartOf, Repository.Node, At)
            .Mention(node, Message, Repository, At);
        foreach (var folder in Folders)
            facts.Add(Repository.Folder(folder), NodeTypes.Folder, folder, null, At)
                .Link(node, EdgeTypes.Touches, Repository.Folder(folder), At);
        return new Contribution { Kind = kind, Subject = Sha, By = person, At = At, Facts = facts };
    }
}
