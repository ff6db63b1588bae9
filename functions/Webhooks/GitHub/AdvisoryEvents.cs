using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Security advisories of a repository, when they are published: to everybody who accepted to be credited.</summary>
internal static class AdvisoryEvents
{
    public static void Read(GitHubDelivery delivery)
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
            if (credit.OptionalText("state") != "accepted")
            {
                delivery.Skip("a credit of the advisory is not accepted");
                return;
            }

            if (delivery.Find(credit, "user") is not { } person) return;
            delivery.Count(new Contribution
            {
                Kind = GitHubKinds.AdvisoryCredited,
                Subject = $"{id}:{person.Contributor}",
                By = person,
                At = at,
                Facts = new FactSheet("github")
                    .Add(node, NodeTypes.Advisory, advisory.OptionalText("summary"), advisory.OptionalText("html_url"), at)
                    .Link(person.Node, EdgeTypes.Authors, node, at)
                    .Add(delivery.Repository, at)
                    .Link(node, EdgeTypes.PartOf, delivery.Repository.Node, at),
            });
        });
        delivery.SkipIfNothing("the advisory credits nobody");
    }
}
