using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Stars, forks and sponsorships: each once for ever for a pair of person and repository, or of two persons.</summary>
/// <remarks>
/// Whoever could take a star back and give it again and be paid each time would have a machine for points. So the first one
/// counts, and neither taking it back nor giving it again changes anything: the total of a pair is the points of one star from
/// the first star on.
/// </remarks>
internal static class CommunityEvents
{
    public static void ReadStar(GitHubDelivery delivery)
    {
        if (delivery.Action == "created")
            CountOnce(delivery, GitHubKinds.Starred, EdgeTypes.Stars, delivery.Root.OptionalTime("starred_at"));
        else if (delivery.Action == "deleted")
            delivery.Skip("a star counts once for ever: taking it back or giving it again changes nothing");
        else delivery.SkipAction();
    }

    public static void ReadFork(GitHubDelivery delivery) => CountOnce( // a fork that is gone already is null
        delivery, GitHubKinds.Forked, EdgeTypes.Forks,
        delivery.Root.IsNull("forkee") ? null : delivery.Root.Object("forkee").OptionalTime("created_at"));

    public static void ReadSponsorship(GitHubDelivery delivery)
    {
        if (delivery.Action != "created")
        {
            delivery.SkipAction();
            return;
        }

        var sponsorship = delivery.Root.Object("sponsorship");
        if (sponsorship.OptionalText("privacy_level") != "public")
        {
            delivery.Skip("the sponsorship is private");
            return;
        }

        if (delivery.Find(sponsorship, "sponsor") is not { } sponsor || delivery.Find(sponsorship, "sponsorable") is not { } supported)
            return;
        var at = delivery.Time(sponsorship, "created_at");
        var pair = $"{sponsor.Contributor}>{supported.Contributor}";
        var node = "github/sponsorship/" + pair;
        delivery.Count(new Contribution
        {
            Kind = GitHubKinds.Sponsored,
            Subject = pair,
            By = sponsor,
            At = at,
            Facts = new FactSheet("github")
                .Add(node, NodeTypes.Sponsorship, $"{sponsor.Name} sponsors {supported.Name}", null, at)
                .Link(sponsor.Node, EdgeTypes.Authors, node, at)
                .Link(node, EdgeTypes.Supports, supported.Node, at),
        });
    }

    private static void CountOnce(GitHubDelivery delivery, EventKind kind, string edge, DateTimeOffset? when)
    {
        var repository = delivery.Repository;
        if (delivery.Find(delivery.Root, "sender") is not { } person) return;
        if (repository.FullName.StartsWith(person.Name + "/", StringComparison.OrdinalIgnoreCase))
        {
            delivery.Skip($"{kind.Key} on one's own repository counts nothing");
            return;
        }

        if ((when ?? repository.LastActiveAt ?? delivery.Options.ReceivedAt) is not { } told)
            throw delivery.Root.Object("repository").Fault("updated_at", "is not a time as in ISO 8601");
        var at = delivery.Plausible(told);
        delivery.Count(new Contribution
        {
            Kind = kind,
            Subject = $"{delivery.RepositoryId}:{BoundedText.Digits(delivery.Root.Object("sender").Number("id"))}",
            By = person,
            At = at,
            Facts = new FactSheet("github").Add(repository, at).Link(person.Node, edge, repository.Node, at),
        });
    }
}
