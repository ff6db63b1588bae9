using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>Pushes, and the commits that they bring.</summary>
internal static class Pushes
{
    public static void Read(ForgeDelivery delivery)
    {
        var pull = PullOf(delivery.Root);
        Push.Read(delivery, delivery.Root, () => delivery.Repository.DefaultBranch, (told, sha) =>
        {
            Person? author = null;
            var signed = told.OptionalObject("author");
            if (signed is null) delivery.Skip("the commit has no author");
            else author = delivery.Known(delivery.People.FindAuthor(signed.Value));
            Of(delivery.Repository, new Commit
            {
                Sha = sha,
                Message = told.OptionalText("message") ?? "",
                At = delivery.Time(told, "timestamp"),
                Url = told.OptionalText("url"),
                AuthorAddress = signed?.OptionalText("email") ?? "",
                Pull = pull,
            }, told.Texts("added").Concat(told.Texts("removed")).Concat(told.Texts("modified")))
                .Count(delivery, author, delivery.People.FindAuthor);
        });
    }

    /// <summary>The pull request that a push merges: its last commit is the merge, and no other one is.</summary>
    private static int? PullOf(Payload root)
    {
        var messages = root.OptionalObjects("commits").Select(commit => commit.OptionalText("message") ?? "").ToArray();
        return messages.Length > 0 && messages.Count(message => MergeMessage.PullOfMerge(message) is not null) == 1
            ? MergeMessage.PullOfMerge(messages[^1])
            : null;
    }

    /// <summary>
    /// A commit of a repository, told by a push or read from a clone: the same contributions either way, under the same ids.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="paths">The files that it changes; see <see cref="ChangedFolders"/>.</param>
    public static PlacedCommit Of(Repository repository, Commit commit, IEnumerable<string> paths) =>
        new(commit, repository.Commit(commit.Sha), (facts, node) =>
        {
            repository.Mention(repository.Tell(facts, node, commit.At), node, commit.Message, commit.At);
            foreach (var pull in (int?[])[commit.Pull, MergeMessage.PullOfSquash(commit.Message)])
                if (pull is { } number) facts.Link(node, EdgeTypes.Within, repository.Thing(NodeTypes.Pull, number), commit.At);
            foreach (var folder in ChangedFolders.Of(paths)) repository.TellFolder(facts, node, folder, commit.At);
        })
        { SkipsAuthorAgain = true };
}
