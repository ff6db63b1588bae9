using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Emoji on issues, merge requests and notes, given and taken back. A reaction recognises whoever made the thing; the one who gives it
/// stands in the graph. One's own counts nothing.
/// </summary>
internal static class GitLabEmojis
{
    public static void Read(GitLabDelivery delivery)
    {
        switch (delivery.Action)
        {
            case "award": delivery.Count(Awarded(delivery)); break;
            case "revoke": delivery.TakeBack(Awarded(delivery), "emoji.revoked"); break;
            default: delivery.SkipAction("emoji"); break;
        }
    }

    private static Contribution? Awarded(GitLabDelivery delivery)
    {
        var award = delivery.Subject;
        var facts = delivery.Sheet();
        if (!TryThing(delivery, award, out var thing))
        {
            delivery.Skip($"an emoji on a {BoundedText.Line(award.OptionalText("awardable_type") ?? "thing", 60)} is not counted");
            return null;
        }

        var (giver, author) = (delivery.Actor(), delivery.Author(thing));
        if (giver is not null && giver.Contributor == author?.Contributor)
        {
            delivery.Skip("a reaction to one's own work counts nothing");
            return null;
        }

        var at = delivery.Time(award, "created_at");
        var node = award.OptionalText("awardable_type") switch
        {
            "Issue" or "WorkItem" => delivery.Tell(facts, NodeTypes.Issue, thing),
            "MergeRequest" => delivery.Tell(facts, NodeTypes.Pull, thing),
            _ => GitLabNotes.Node(delivery.Project, thing),
        };
        var awarded = giver is null ? delivery.Done("emoji.awarded", null, at, facts)
            : delivery.Done("emoji.awarded", author, at, facts.Link(giver.Node, EdgeTypes.ReactsTo, node, at));
        return delivery.People.ActorNode is { } by ? awarded with { OwnEdges = [(by, EdgeTypes.ReactsTo, node)] } : awarded;
    }

    private static bool TryThing(GitLabDelivery delivery, Payload award, out Payload thing)
    {
        var name = award.OptionalText("awardable_type") switch
        {
            "Issue" or "WorkItem" => "issue",
            "MergeRequest" => "merge_request",
            "Note" => "note",
            _ => null,
        };
        thing = name is null ? default : delivery.Root.Object(name);
        return name is not null;
    }
}
