using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>
/// Topics, told by their own events or by their first post: both give the same grant, so a hook may send either or both.
/// </summary>
internal static class DiscourseTopics
{
    private const string PrivateMessage = "private_message";

    /// <summary>The topic of a topic's event.</summary>
    public static Contribution? Created(DiscourseDelivery delivery)
    {
        var account = delivery.Root.Object("topic").Object("created_by");
        return Told(delivery, delivery.Find(account, account.OptionalWhole("id")));
    }

    /// <summary>A topic that is gone, as its author may be.</summary>
    public static Contribution? Destroyed(DiscourseDelivery delivery) =>
        Told(delivery, delivery.Root.Object("topic").OptionalObject("created_by") is { } account
            ? delivery.FindIfTold(account, account.OptionalWhole("id")) : null);

    private static Contribution? Told(DiscourseDelivery delivery, Person? author)
    {
        var topic = delivery.Root.Object("topic");
        if (IsPrivate(delivery, topic, "archetype")) return null;
        return Created(delivery, topic.Number("id"), topic.OptionalText("title"), topic.OptionalText("slug"), author,
            delivery.Time(topic, "created_at"));
    }

    /// <summary>The topic of its first post.</summary>
    public static Contribution Created(DiscourseDelivery delivery, Payload post, Person? author) => Created(
        delivery, post.Number("topic_id"), post.OptionalText("topic_title"), post.OptionalText("topic_slug"), author,
        delivery.Time(post, "created_at"));

    /// <summary>
    /// Whether it is not for all: a private message, or of a category or of people that the payload says are restricted; notes the reason.
    /// </summary>
    public static bool IsPrivate(DiscourseDelivery delivery, Payload thing, string archetype)
    {
        if (thing.OptionalText(archetype) == PrivateMessage) delivery.Skip("it is a private message");
        else if (IsRestricted(thing)
            || ((string[])["category", "topic", "details"]).Any(part => thing.OptionalObject(part) is { } of && IsRestricted(of)))
            delivery.Skip("it is not for all, and a ledger is read by many");
        else return false;
        return true;
    }

    private static bool IsRestricted(Payload thing) =>
        thing.IsYes("read_restricted") || thing.IsYes("category_read_restricted") || thing.OptionalText("archetype") == PrivateMessage
        || thing.OptionalObjects("allowed_users").Concat(thing.OptionalObjects("allowed_groups")).Any();

    /// <summary>Tells a topic as far as it is known.</summary>
    public static string Tell(FactSheet facts, DiscourseDelivery delivery, long id, string? title, string? slug, DateTimeOffset at)
    {
        var node = delivery.Forum.Topic(id);
        facts.Add(node, NodeTypes.Discussion, title ?? slug, $"{delivery.Forum.Address}/t/{slug ?? "-"}/{BoundedText.Digits(id)}", at);
        return node;
    }

    private static Contribution Created(DiscourseDelivery delivery, long id, string? title, string? slug, Person? author, DateTimeOffset at)
    {
        var facts = delivery.Sheet();
        var node = Tell(facts, delivery, id, title, slug, at);
        if (author is not null) facts.Link(author.Node, EdgeTypes.Authors, node, at);
        return new Contribution
        {
            Kind = delivery.Kinds["topic.created"],
            Subject = $"{delivery.Forum.Host}/{BoundedText.Digits(id)}",
            By = author,
            At = at,
            Facts = facts,
            OwnNode = node,
        };
    }
}
