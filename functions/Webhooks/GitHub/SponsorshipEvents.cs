using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Sponsorships: each once for ever for a pair of persons.</summary>
internal static class SponsorshipEvents
{
    public static void Read(ForgeDelivery delivery)
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
            Kind = delivery.Kinds["sponsorship.created"],
            Subject = pair,
            By = sponsor,
            At = at,
            Facts = delivery.Sheet()
                .Add(node, NodeTypes.Sponsorship, $"{sponsor.Name} sponsors {supported.Name}", null, at)
                .Link(sponsor.Node, EdgeTypes.Authors, node, at)
                .Link(node, EdgeTypes.Supports, supported.Node, at),
        });
    }
}
