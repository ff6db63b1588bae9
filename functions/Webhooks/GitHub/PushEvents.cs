using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Pushes: a contribution for each commit and each of its authors. A commit counts once for each author wherever it is pushed,
/// because its hash is its subject: a fork, another branch, a merge into the default branch tell nothing new.
/// </summary>
internal static class PushEvents
{
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
        delivery.Each(delivery.Root, "commits", commit =>
        {
            var sha = commit.Text("id");
            if (!CommitHash.IsValid(sha)) throw commit.Fault("id", "is not the hash of a commit");
            ReadCommit(delivery, commit, sha);
        });
        delivery.SkipIfNothing("the push brings no commits");
    }

    private static void ReadCommit(GitHubDelivery delivery, Payload told, string sha)
    {
        Person? author = null;
        var signed = told.OptionalObject("author");
        if (signed is null) delivery.Skip("the commit has no author");
        else if (!delivery.GitHubPeople.TryFindAuthor(signed.Value, delivery.Repository.Host, out author, out var reason))
            delivery.Skip(reason);
        var commit = new Commit
        {
            Repository = delivery.Repository,
            Sha = sha,
            Message = told.OptionalText("message") ?? "",
            At = delivery.Time(told, "timestamp"),
            Url = told.OptionalText("url"),
            AuthorAddress = signed?.OptionalText("email") ?? "",
            Folders = ChangedFolders.Of(told.Texts("added").Concat(told.Texts("removed")).Concat(told.Texts("modified"))),
        };
        commit.Count(delivery, delivery.GitHubPeople, author);
    }
}
