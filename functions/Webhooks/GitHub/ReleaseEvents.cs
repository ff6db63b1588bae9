using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Releases: published, edited, unpublished, deleted. One release makes up to three events when it comes out (created, published,
/// released or prereleased); publishing is the one that every release has exactly once.
/// </summary>
internal static class ReleaseEvents
{
    public static void Read(GitHubDelivery delivery)
    {
        switch (delivery.Action)
        {
            case "published":
                delivery.Count(Published(delivery));
                break;
            case "deleted" when delivery.Root.Object("release").OptionalTime("published_at") is null:
                delivery.Skip("the release was a draft");
                break;
            case "deleted" or "unpublished":
                delivery.TakeBack(Published(delivery));
                break;
            case "edited" when delivery.Root.Object("release").IsTrue("draft"):
                delivery.Skip("the release is a draft, which is not for all");
                break;
            case "edited":
                var release = delivery.Root.Object("release");
                var facts = Told(delivery, release, out var node);
                GitHubItems.CountEdit(delivery, GitHubKinds.ReleaseEdited, release, node, facts, "name");
                break;
            default:
                delivery.SkipAction();
                break;
        }
    }

    private static Contribution Published(GitHubDelivery delivery)
    {
        var release = delivery.Root.Object("release");
        var at = PublishedAt(delivery, release);
        var facts = Told(delivery, release, out var node);
        return new Contribution
        {
            Kind = GitHubKinds.ReleasePublished,
            Subject = BoundedText.Digits(release.Number("id")),
            By = delivery.Find(release, "author"),
            At = at,
            Facts = facts.Mention(node, release.OptionalText("body"), delivery.Repository, at),
            OwnNode = node,
        };
    }

    private static FactSheet Told(GitHubDelivery delivery, Payload release, out string node)
    {
        var at = PublishedAt(delivery, release);
        var title = release.OptionalText("name") ?? release.OptionalText("tag_name");
        node = delivery.Repository.Thing("release", release.Number("id"));
        var facts = new FactSheet("github").Add(node, NodeTypes.Release, title, release.OptionalText("html_url"), at);
        delivery.TellAuthor(facts, release, "author", node, at);
        return facts.Add(delivery.Repository, at).Link(node, EdgeTypes.PartOf, delivery.Repository.Node, at);
    }

    private static DateTimeOffset PublishedAt(GitHubDelivery delivery, Payload release) =>
        delivery.Time(release, "published_at", "created_at");
}
