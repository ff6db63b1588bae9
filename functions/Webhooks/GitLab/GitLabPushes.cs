using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Pushes: a contribution for each commit and each of its authors, once for each author wherever it is pushed, because its hash is its
/// subject.
/// GitLab tells the newest 20 commits of a push only.
/// </summary>
internal static class GitLabPushes
{
    /// <summary>GitLab does not tell parents; what reads a clone knows them, and tells by this member whether there are several.</summary>
    internal const string IsMerge = "is_merge";

    public static void Read(GitLabDelivery delivery)
    {
        var branch = delivery.Root.Text("ref");
        const string branches = "refs/heads/";
        if (!branch.StartsWith(branches, StringComparison.Ordinal)) delivery.Skip("the push is not to a branch");
        else if (!IsCounted(delivery, branch[branches.Length..])) delivery.Skip("the push is not to the default branch");
        else ReadCommits(delivery);
    }

    /// <summary>A tag, once for ever to whoever pushed it first; worth nothing unless the space says otherwise.</summary>
    public static void ReadTag(GitLabDelivery delivery)
    {
        var tag = delivery.Root.Text("ref");
        if (delivery.Root.OptionalText("after") is not { } after || after.All(c => c == '0'))
        {
            delivery.Skip("the push deletes a tag");
            return;
        }

        if (Addresses.AreIn(tag))
        {
            delivery.Skip("the tag is called by an address, which is kept nowhere");
            return;
        }

        if (!delivery.People.TryFindPusher(out var person, out var reason))
        {
            delivery.Skip(reason);
            return;
        }

        delivery.Count(new Contribution
        {
            Kind = GitLabKinds.Tagged,
            Subject = $"{delivery.Key(delivery.ProjectId)}:{tag}",
            By = person,
            At = delivery.Arrival
        });
    }

    private static bool IsCounted(GitLabDelivery delivery, string branch) =>
        delivery.Options.AllBranches || delivery.Project.DefaultBranch is not { } counted || branch == counted;

    private static void ReadCommits(GitLabDelivery delivery)
    {
        delivery.Each(delivery.Root, "commits", commit =>
        {
            var sha = commit.Text("id");
            if (!CommitHash.IsValid(sha)) throw commit.Fault("id", "is not the hash of a commit");
            ReadCommit(delivery, commit, sha);
        });
        delivery.SkipIfNothing("the push brings no commits");
    }

    private static void ReadCommit(GitLabDelivery delivery, Payload commit, string sha)
    {
        var message = commit.OptionalText("message") ?? "";
        var isMerge = commit.Has(IsMerge) ? commit.IsTrue(IsMerge) : MergeMessage.Is(message);
        var kind = isMerge ? GitLabKinds.MergeCommitted : GitLabKinds.Committed;

        var counted = new HashSet<string>(StringComparer.Ordinal);
        if (commit.OptionalObject("author") is not { } signed) delivery.Skip("the commit has no author");
        else if (!delivery.People.TryFindAuthor(signed, out var person, out var reason)) delivery.Skip(reason);
        else
        {
            counted.Add(person.Contributor);
            var address = signed.OptionalText("email") ?? "";
            delivery.Count(Authored(delivery, kind, commit, sha, message, person) with
            {
                Id = CommitIds.OfAuthor(sha),
                Former = CommitIds.FormerOfAuthor(sha, message, address),
            });
        }

        foreach (var (name, address) in CoAuthors.In(message))
        {
            if (!delivery.People.TryFindAuthor(name, address, out var person, out var reason)) delivery.Skip(reason);
            else if (counted.Add(person.Contributor))
                delivery.Count(Authored(delivery, GitLabKinds.CoAuthored, commit, sha, message, person) with
                {
                    Id = CommitIds.OfCoAuthor(sha, address),
                    Former = CommitIds.FormerOfCoAuthor(sha, address),
                });
        }
    }

    /// <summary>Depends on the commit and the person alone, so that every push that brings the commit tells the same.</summary>
    private static Contribution Authored(GitLabDelivery delivery, EventKind kind, Payload commit, string sha, string message, Person person)
    {
        var at = delivery.Time(commit, "timestamp");
        var node = delivery.Project.Commit(sha);
        var title = message.AsSpan().Trim();
        var end = title.IndexOfAny('\r', '\n');
        var facts = new FactSheet("gitlab")
            .Add(node, NodeTypes.Commit, title.Length == 0 ? sha[..7] : (end < 0 ? title : title[..end]).ToString(),
                commit.OptionalText("url"), at)
            .Link(person.Node, EdgeTypes.Authors, node, at);
        delivery.TellProject(facts, node, at);
        delivery.Mention(facts, node, message, at);
        return new Contribution { Kind = kind, Subject = sha, By = person, At = at, Facts = facts };
    }
}
