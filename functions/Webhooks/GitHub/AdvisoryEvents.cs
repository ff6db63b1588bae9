using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Security advisories of a repository, when they are published: to everybody who accepted to be credited.</summary>
internal static class AdvisoryEvents
{
    public static void Read(ForgeDelivery delivery)
    {
        if (delivery.Action != "published")
        {
            delivery.SkipAction();
            return;
        }

        var advisory = delivery.Root.Object("repository_advisory");
        var id = advisory.Text("ghsa_id").ToLowerInvariant();
        var at = delivery.Time(advisory, "published_at", "updated_at", "created_at");
        var node = $"{delivery.Repository.Node}/advisory/{BoundedText.Key(id, 60)}";
        if (advisory.Has("credits_detailed")) delivery.Each(advisory, "credits_detailed", credit =>
        {
            if (credit.OptionalText("state") != "accepted") delivery.Skip("a credit of the advisory is not accepted");
            else if (delivery.Find(credit, "user") is { } person)
                delivery.Count(new Contribution
                {
                    Kind = delivery.Kinds["repository_advisory.published"],
                    Subject = $"{id}:{person.Contributor}",
                    By = person,
                    At = at,
                    Facts = delivery.Repository.Tell(delivery.Sheet()
                        .Add(node, NodeTypes.Advisory, advisory.OptionalText("summary"), advisory.OptionalText("html_url"), at)
                        .Link(person.Node, EdgeTypes.Authors, node, at), node, at),
                });
        });
        delivery.SkipIfNothing("the advisory credits nobody");
    }
}
