using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>Pushes of commits and of tags. GitLab tells the newest 20 commits of a push only.</summary>
internal static class GitLabPushes
{
    /// <summary>GitLab does not tell parents; what reads a clone knows them, and tells by this member whether there are several.</summary>
    internal const string IsMerge = "is_merge";

    public static void Read(GitLabDelivery delivery) => Push.Read(delivery, delivery.Root, () => delivery.Project.DefaultBranch,
        (told, sha) =>
        {
            var commit = new Commit
            {
                Sha = sha,
                Message = told.OptionalText("message") ?? "",
                At = delivery.Time(told, "timestamp"),
                Url = told.OptionalText("url"),
                IsMerge = told.Has(IsMerge) ? told.IsTrue(IsMerge) : null,
                AuthorAddress = told.OptionalObject("author")?.OptionalText("email") ?? "",
            };
            Person? author = null;
            if (told.OptionalObject("author") is not { } signed) delivery.Skip("the commit has no author");
            else author = delivery.Known(delivery.People.FindAuthor(signed.OptionalText("name") ?? "", commit.AuthorAddress));
            new PlacedCommit(commit, delivery.Project.Commit(sha), (facts, node) =>
                delivery.Project.Mention(delivery.Project.Tell(facts, node, commit.At), node, commit.Message, commit.At))
                .Count(delivery, author, delivery.People.FindAuthor);
        });

    /// <summary>A tag, once for ever to whoever pushed it first; worth nothing unless the space says otherwise.</summary>
    public static void ReadTag(GitLabDelivery delivery)
    {
        var tag = delivery.Root.Text("ref");
        if (delivery.Root.OptionalText("after") is not { } after || after.All(c => c == '0')) delivery.Skip("the push deletes a tag");
        else if (Addresses.AreIn(tag)) delivery.Skip("the tag is called by an address, which is kept nowhere");
        else if (delivery.Known(delivery.People.FindPusher()) is { } person)
            delivery.Count(new Contribution
            {
                Kind = delivery.Kinds["tag_push.created"],
                Subject = $"{delivery.Key(delivery.ProjectId)}:{tag}",
                By = person,
                At = delivery.Arrival,
            });
    }
}
