using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Wiki pages, created and edited. Their payloads tell no time: a page is dated by the arrival of the delivery if that is given,
/// else by the repository's last sign of life.
/// </summary>
internal static class WikiEvents
{
    private const int PageMax = 120;

    public static void Read(GitHubDelivery delivery)
    {
        var repository = delivery.Repository;
        if ((delivery.Options.ReceivedAt ?? repository.LastActiveAt ?? repository.CreatedAt) is not { } told)
            throw delivery.Root.Object("repository").Fault("updated_at", "is not a time as in ISO 8601");
        var at = delivery.Plausible(told.ToUniversalTime());
        if (delivery.Find(delivery.Root, "sender") is not { } writer) return;
        delivery.Each(delivery.Root, "pages", page =>
        {
            var kind = page.OptionalText("action") switch
            {
                "created" => GitHubKinds.WikiPageCreated,
                "edited" => GitHubKinds.WikiPageEdited,
                _ => null,
            };
            if (kind is null) delivery.Skip("the page was neither created nor edited");
            else if (Addresses.AreIn(page.Text("page_name"))) delivery.Skip("the page is called by an address, which is kept nowhere");
            else delivery.Count(Written(delivery, kind, page, writer, at));
        });
        delivery.SkipIfNothing("the delivery names no pages");
    }

    private static Contribution Written(GitHubDelivery delivery, EventKind kind, Payload page, Person writer, DateTimeOffset at)
    {
        var repository = delivery.Repository;
        var name = page.Text("page_name");
        var node = $"{repository.Node}/wiki/{BoundedText.Key(name, PageMax)}";
        return new Contribution
        {
            Kind = kind,
            Subject = $"{delivery.RepositoryId}:{page.Text("sha")}:{name}",
            By = writer,
            At = at,
            Facts = new FactSheet("github")
                .Add(node, NodeTypes.WikiPage, page.OptionalText("title") ?? name, page.OptionalText("html_url"), at)
                .Link(writer.Node, EdgeTypes.Authors, node, at)
                .Add(repository, at)
                .Link(node, EdgeTypes.PartOf, repository.Node, at),
        };
    }
}
