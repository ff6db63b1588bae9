using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Webhooks.GitLab;
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
        foreach (var who in GitLabPeople.ContributorsOf(address))
        {
            former.Add(OfGitLab("push.commit", sha, who));
            if (isMerge) former.Add(OfGitLab("push.merge_commit", sha, who));
        }

        return former;
    }

    /// <summary>The same for a co-author.</summary>
    public static IReadOnlyList<FormerId> FormerOfCoAuthor(string sha, string address) =>
        [.. GitLabPeople.ContributorsOf(address).Select(who => OfGitLab("push.co_authored", sha, who))];

    private static FormerId OfGitLab(string kind, string sha, string who) =>
        new(Contribution.IdOf($"gitlab:{kind}", $"{sha}:{who}"), who, "gitlab");
}
