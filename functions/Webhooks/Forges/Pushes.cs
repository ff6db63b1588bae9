using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>Pushes, and the commits that they bring.</summary>
internal static class Pushes
{
    public static void Read(ForgeDelivery delivery) => Push.Read(delivery, delivery.Root, () => delivery.Repository.DefaultBranch,
        (told, sha) =>
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
            }, told.Texts("added").Concat(told.Texts("removed")).Concat(told.Texts("modified")))
                .Count(delivery, author, delivery.People.FindAuthor);
        });

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
            foreach (var folder in ChangedFolders.Of(paths)) repository.TellFolder(facts, node, folder, commit.At);
        })
        { SkipsAuthorAgain = true };
}
