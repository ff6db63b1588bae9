using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>
/// Releases: published, edited, unpublished, deleted. GitHub makes up to three events of one when it comes out (created, published,
/// released or prereleased); publishing is the one that every release has exactly once.
/// </summary>
internal static class Releases
{
    public static void Read(ForgeDelivery delivery)
    {
        switch (delivery.Action)
        {
            case "published":
                delivery.Count(Published(delivery));
                break;
            case "deleted" when IsUnpublished(Release(delivery)):
                delivery.Skip("the release was a draft");
                break;
            case "deleted" or "unpublished":
                delivery.TakeBack(Published(delivery));
                break;
            case "edited" when Release(delivery).IsTrue("draft"):
                delivery.Skip("the release is a draft, which is not for all");
                break;
            case "edited":
                var facts = Told(delivery, out var node);
                delivery.CountEdit("release.edited", Release(delivery), facts, node, "name");
                break;
            default:
                delivery.SkipAction();
                break;
        }
    }

    private static Payload Release(ForgeDelivery delivery) => delivery.Root.Object("release");

    private static bool IsUnpublished(Payload release) => release.OptionalTime("published_at") is null;

    private static Contribution Published(ForgeDelivery delivery)
    {
        var facts = Told(delivery, out var node);
        return delivery.Made("release.published", Release(delivery), facts, node, PublishedAt(delivery), "author");
    }

    private static FactSheet Told(ForgeDelivery delivery, out string node)
    {
        var (release, at) = (Release(delivery), PublishedAt(delivery));
        node = delivery.Repository.Thing("release", release.Number("id"));
        var facts = delivery.Sheet().Add(
            node, NodeTypes.Release, release.OptionalText("name") ?? release.OptionalText("tag_name"), release.OptionalText("html_url"),
            at);
        delivery.TellAuthor(facts, release, "author", node, at);
        return delivery.Repository.Tell(facts, node, at);
    }

    private static DateTimeOffset PublishedAt(ForgeDelivery delivery) =>
        delivery.Time(Release(delivery), "published_at", "created_at");
}
