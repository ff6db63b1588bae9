using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Commits;

/// <summary>
/// The ids of what commits give. A commit is the same wherever it is pushed or imported from, so its id is made of its hash alone, in the
/// form that GitHub's pushes have had from the beginning, whoever tells of it, and whether or not it is taken for a merge. A co-author's
/// has the hash of the address in the message.
/// </summary>
internal static class CommitIds
{
    private const string MergeStart = "Merge ";

    /// <summary>The id of the author's grant.</summary>
    public static string OfAuthor(string sha) => $"github:push.commit:{sha}";

    /// <summary>The id of a co-author's grant.</summary>
    public static string OfCoAuthor(string sha, string address) =>
        $"github:push.co_authored:{sha}:{BoundedText.Hash(address.ToLowerInvariant())}";

    /// <summary>
    /// Under which ids earlier versions counted an author: merges had one of their own, and all of them were taken for merges by a message
    /// that begins so; GitLab's had the person in them.
    /// </summary>
    public static IReadOnlyList<FormerId> FormerOfAuthor(string sha, string message, string address)
    {
        var former = new List<FormerId>();
        var isMerge = message.StartsWith(MergeStart, StringComparison.Ordinal);
        if (isMerge) former.Add(new FormerId($"github:push.merge_commit:{sha}", null, "github"));
        foreach (var who in ContributorsOf(address))
        {
            former.Add(OfGitLab("push.commit", sha, who));
            if (isMerge) former.Add(OfGitLab("push.merge_commit", sha, who));
        }

        return former;
    }

    /// <summary>The same for a co-author.</summary>
    public static IReadOnlyList<FormerId> FormerOfCoAuthor(string sha, string address) =>
        [.. ContributorsOf(address).Select(who => OfGitLab("push.co_authored", sha, who))];

    /// <summary>
    /// The contributors that an address may have been taken for: the account behind a relay address of GitLab, by the instance whose relay
    /// it is, and the hash of the address by all others.
    /// </summary>
    private static IEnumerable<string> ContributorsOf(string address)
    {
        if (RelayAddress.OfGitLab(address) is { } relay)
            yield return $"gitlab/{new Instance("gitlab.com", null).ScopeOf(relay.Host)}{BoundedText.Digits(relay.Id)}";
        if (Person.OfAddress("", address) is { } person) yield return person.Contributor;
    }

    private static FormerId OfGitLab(string kind, string sha, string who) =>
        new(Contribution.IdOf($"gitlab:{kind}", $"{sha}:{who}"), who, "gitlab");
}
