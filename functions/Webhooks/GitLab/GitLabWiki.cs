using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>Wiki pages, created and edited. Their payloads tell no time: a page is dated by the arrival of the delivery.</summary>
internal static class GitLabWiki
{
    private const int SlugMax = 60;

    public static void Read(GitLabDelivery delivery)
    {
        var kind = delivery.Action switch
        {
            "create" => "wiki_page.created",
            "update" => "wiki_page.edited",
            _ => null,
        };
        if (kind is null) delivery.SkipAction("wiki_page");
        else if (Addresses.AreIn(delivery.Subject.Text("slug"))) delivery.Skip("the page is called by an address, which is kept nowhere");
        else if (delivery.Actor() is { } writer) delivery.Count(Written(delivery, kind, writer));
    }

    private static Contribution Written(GitLabDelivery delivery, string kind, Person writer)
    {
        var (page, at) = (delivery.Subject, delivery.Arrival);
        var slug = page.Text("slug");
        // Older versions do not tell the version; the text is as good a mark of it.
        var version = page.OptionalText("version_id") ?? BoundedText.Hash($"{page.OptionalText("title")}\n{page.OptionalText("content")}");
        var node = $"{delivery.Project.Node}/wiki/{BoundedText.Key(slug, SlugMax)}";
        var facts = delivery.Sheet()
            .Add(node, NodeTypes.WikiPage, page.OptionalText("title") ?? slug, page.OptionalText("url"), at)
            .Link(writer.Node, EdgeTypes.Authors, node, at);
        return new Contribution
        {
            Kind = delivery.Kinds[kind],
            Subject = $"{delivery.Key(delivery.ProjectId)}:{version}:{slug}",
            By = writer,
            At = at,
            Facts = delivery.Project.Tell(facts, node, at),
        };
    }
}
