using Grain.Functions.Grants;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Pushes: a contribution for each commit and each of its authors. A commit counts once for each author wherever it is pushed,
/// because its hash is its subject: a fork, another branch, a merge into the default branch tell nothing new.
/// </summary>
internal static class PushEvents
{
    private static readonly string[] MergeMessages = ["Merge pull request #", "Merge branch '", "Merge remote-tracking branch '"];

    public static void Read(GitHubDelivery delivery)
    {
        var branch = delivery.Root.Text("ref");
        const string branches = "refs/heads/";
        if (delivery.Root.IsTrue("deleted")) delivery.Skip("the push deletes a branch or a tag");
        else if (!branch.StartsWith(branches, StringComparison.Ordinal)) delivery.Skip("the push is not to a branch");
        else if (!IsCounted(delivery, branch[branches.Length..])) delivery.Skip("the push is not to the default branch");
        else ReadCommits(delivery);
    }

    private static bool IsCounted(GitHubDelivery delivery, string branch) =>
        delivery.Options.AllBranches || delivery.Repository.DefaultBranch is not { } counted || branch == counted;

    private static void ReadCommits(GitHubDelivery delivery)
    {
        foreach (var commit in delivery.Root.Objects("commits"))
        {
            var sha = commit.Text("id");
            if (!GitHubDelivery.IsSha(sha)) throw commit.Fault("id", "is not the hash of a commit");
            ReadCommit(delivery, commit, sha);
        }

        delivery.SkipIfNothing("the push brings no commits");
    }

    private static void ReadCommit(GitHubDelivery delivery, Payload commit, string sha)
    {
        var message = commit.OptionalText("message") ?? "";
        var host = delivery.Repository.Host;
        var kind = Array.Exists(MergeMessages, start => message.StartsWith(start, StringComparison.Ordinal))
            ? GitHubKinds.MergeCommitted
            : GitHubKinds.Committed;

        string? author = null;
        if (commit.OptionalObject("author") is not { } signed) delivery.Skip("the commit has no author");
        else if (!delivery.People.TryFindAuthor(signed, host, out var person, out var reason)) delivery.Skip(reason);
        else
        {
            author = person.Contributor;
            delivery.Count(Authored(delivery, kind, commit, sha, message, person));
        }

        foreach (var (name, address) in CoAuthors.In(message))
        {
            if (!delivery.People.TryFindAuthor(name, address, host, out var person, out var reason)) delivery.Skip(reason);
            else if (person.Contributor != author)
                delivery.Count(Authored(delivery, GitHubKinds.CoAuthored, commit, sha, message, person));
        }
    }

    /// <summary>Depends on the commit and the person alone, so that every push that brings the commit tells the same.</summary>
    private static Contribution Authored(GitHubDelivery delivery, EventKind kind, Payload commit, string sha, string message, Person person)
    {
        var at = delivery.Time(commit, "timestamp");
        var repository = delivery.Repository;
        var node = repository.Commit(sha);
        var title = message.AsSpan().Trim();
        var end = title.IndexOfAny('\r', '\n');
        var facts = new FactSheet("github")
            .Add(node, NodeTypes.Commit, title.Length == 0 ? sha[..7] : (end < 0 ? title : title[..end]).ToString(), commit.OptionalText("url"), at)
            .Link(person.Node, EdgeTypes.Authors, node, at)
            .Add(repository, at)
            .Link(node, EdgeTypes.PartOf, repository.Node, at)
            .Mention(node, message, repository, at);
        return new Contribution { Kind = kind, Subject = $"{sha}:{person.Contributor}", By = person, At = at, Facts = facts };
    }
}
