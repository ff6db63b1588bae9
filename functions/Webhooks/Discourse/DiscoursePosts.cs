using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>Posts: written, liked, chosen as the solution.</summary>
internal static class DiscoursePosts
{
    /// <summary>Moderators' notes (2), records of closing and pinning (3) and whispers among staff (4) are no posts for all.</summary>
    private const long RegularPost = 1;

    /// <summary>A post that is new.</summary>
    public static Contribution? Created(DiscourseDelivery delivery) => Written(delivery, Author);

    /// <summary>A post that is gone, as its author may be.</summary>
    public static Contribution? Destroyed(DiscourseDelivery delivery) => Written(delivery, AuthorIfTold);

    /// <summary>The first post of a topic is the topic.</summary>
    private static Contribution? Written(DiscourseDelivery delivery, Func<DiscourseDelivery, Payload, Person?> findAuthor)
    {
        var post = delivery.Root.Object("post");
        if (!IsCounted(delivery, post)) return null;
        var author = findAuthor(delivery, post);
        if (post.Number("post_number") == 1) return DiscourseTopics.Created(delivery, post, author);
        var facts = delivery.Sheet();
        var node = Tell(facts, delivery, post, author);
        foreach (var mentioned in References(delivery, post, node))
            facts.Link(node, EdgeTypes.References, mentioned, delivery.Time(post, "created_at"));
        return new Contribution
        {
            Kind = delivery.Kinds["post.created"],
            Subject = Subject(delivery, post),
            By = author,
            At = delivery.Time(post, "created_at"),
            Facts = facts,
            OwnNode = node,
        };
    }

    /// <summary>
    /// A like recognises whoever wrote the post; the one who gives it stands in the graph. One's own counts nothing. Once for each pair for
    /// ever: Discourse does not tell when a like is taken back.
    /// </summary>
    public static Contribution? Liked(DiscourseDelivery delivery)
    {
        var like = delivery.Root.Object("like");
        var post = like.Object("post");
        var account = like.Object("user");
        if (!IsCounted(delivery, post) || Author(delivery, post) is not { } author
            || delivery.Find(account, account.OptionalWhole("id")) is not { } giver) return null;
        if (giver.Contributor == author.Contributor)
        {
            delivery.Skip("a like of one's own post counts nothing");
            return null;
        }

        var at = delivery.Arrival(post);
        var facts = delivery.Sheet();
        var node = Tell(facts, delivery, post, author);
        return new Contribution
        {
            Kind = delivery.Kinds["post.liked"],
            Subject = $"{Subject(delivery, post)}:{delivery.AccountOf(giver)}",
            By = author,
            At = at,
            Facts = facts.Link(giver.Node, EdgeTypes.ReactsTo, node, at),
        };
    }

    /// <summary>
    /// The post that was chosen as its topic's solution. The payload does not tell who asked, so one's own cannot be told apart.
    /// </summary>
    public static Contribution? Solution(DiscourseDelivery delivery) => Solved(delivery, Author);

    /// <summary>The same when it is chosen no more.</summary>
    public static Contribution? NoSolution(DiscourseDelivery delivery) => Solved(delivery, AuthorIfTold);

    private static Contribution? Solved(DiscourseDelivery delivery, Func<DiscourseDelivery, Payload, Person?> findAuthor)
    {
        var post = delivery.Root.Object("solved");
        if (!IsCounted(delivery, post)) return null;
        var author = findAuthor(delivery, post);
        var at = delivery.Time(post, "created_at");
        var facts = delivery.Sheet();
        var (node, topic) = (Tell(facts, delivery, post, author), delivery.Forum.Topic(post.Number("topic_id")));
        return new Contribution
        {
            Kind = delivery.Kinds["solution.accepted"],
            Subject = Subject(delivery, post),
            By = author,
            At = at,
            Facts = facts.Link(node, EdgeTypes.Answers, topic, at),
            OwnEdges = [(node, EdgeTypes.Answers, topic)],
        };
    }

    internal static IReadOnlyCollection<string> References(DiscourseDelivery delivery, Payload post, string node) =>
        DiscourseReferences.In(post.OptionalText("raw") ?? post.OptionalText("cooked"), delivery.Forum, node);

    internal static bool IsCounted(DiscourseDelivery delivery, Payload post)
    {
        if (DiscourseTopics.IsPrivate(delivery, post, "topic_archetype")) return false;
        if ((post.OptionalNumber("post_type") ?? RegularPost) == RegularPost) return true;
        delivery.Skip("it is no regular post");
        return false;
    }

    private static Person? Author(DiscourseDelivery delivery, Payload post) => delivery.Find(post, post.OptionalWhole("user_id"));

    internal static Person? AuthorIfTold(DiscourseDelivery delivery, Payload post) =>
        delivery.FindIfTold(post, post.OptionalWhole("user_id"));

    internal static string Subject(DiscourseDelivery delivery, Payload post) =>
        $"{delivery.Forum.Host}/{BoundedText.Digits(post.Number("id"))}";

    internal static string Tell(FactSheet facts, DiscourseDelivery delivery, Payload post, Person? author)
    {
        var at = delivery.Time(post, "created_at");
        var (topicId, number) = (post.Number("topic_id"), post.Number("post_number"));
        var title = post.OptionalText("topic_title");
        var topic = DiscourseTopics.Tell(facts, delivery, topicId, title, post.OptionalText("topic_slug"), at);
        if (number == 1)
        {
            if (author is not null) facts.Link(author.Node, EdgeTypes.Authors, topic, at);
            return topic;
        }

        var node = delivery.Forum.Post(topicId, number);
        var page = $"{delivery.Forum.Address}/t/{post.OptionalText("topic_slug") ?? "-"}/{BoundedText.Digits(topicId)}";
        var url = $"{page}/{BoundedText.Digits(number)}";
        facts.Add(node, NodeTypes.Comment, title is null ? null : "Re: " + title, url, at);
        if (author is not null) facts.Link(author.Node, EdgeTypes.Authors, node, at);
        facts.Link(node, EdgeTypes.CommentsOn, topic, at);
        if (post.OptionalNumber("reply_to_post_number") is { } earlier and > 1)
            facts.Link(node, EdgeTypes.RepliesTo, delivery.Forum.Post(topicId, earlier), at);
        return node;
    }
}
