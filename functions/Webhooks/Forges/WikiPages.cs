using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>
/// Wiki pages, created and edited. Their payloads tell no time: a page is dated by the arrival of the delivery if that is given,
/// else by the repository's last sign of life.
/// </summary>
internal static class WikiPages
{
    private const int PageMax = 120;

    /// <summary>When something in the wiki was done.</summary>
    /// <exception cref="PayloadException">Nothing tells it.</exception>
    public static DateTimeOffset Time(ForgeDelivery delivery)
    {
        var repository = delivery.Repository;
        return (delivery.Options.ReceivedAt ?? repository.LastActiveAt ?? repository.CreatedAt) is { } told
            ? delivery.Plausible(told.ToUniversalTime())
            : throw delivery.Root.Object("repository").Fault("updated_at", "is not a time as in ISO 8601");
    }

    /// <summary>Counts a page for whoever wrote it.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="kind">What it counts for.</param>
    /// <param name="name">The page's name.</param>
    /// <param name="version">What tells this version of it from others.</param>
    /// <param name="shown">The page's title and address, where they are told.</param>
    /// <param name="writer">Who wrote it.</param>
    /// <param name="at">When.</param>
    public static void Count(ForgeDelivery delivery, string kind, string name, Func<string> version,
        (string? Title, string? Url) shown, Person writer, DateTimeOffset at)
    {
        if (Addresses.AreIn(name))
        {
            delivery.Skip("the page is called by an address, which is kept nowhere");
            return;
        }

        var node = $"{delivery.Repository.Node}/wiki/{BoundedText.Key(name, PageMax)}";
        var facts = delivery.Sheet().Add(node, NodeTypes.WikiPage, shown.Title ?? name, shown.Url, at)
            .Link(writer.Node, EdgeTypes.Authors, node, at);
        delivery.Count(new Contribution
        {
            Kind = delivery.Kinds[kind],
            Subject = $"{delivery.RepositoryId}:{version()}:{name}",
            By = writer,
            At = at,
            Facts = delivery.Repository.Tell(facts, node, at),
        });
    }
}
