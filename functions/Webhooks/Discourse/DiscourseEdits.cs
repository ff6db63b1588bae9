using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>Edits of posts.</summary>
internal static class DiscourseEdits
{
    /// <summary>
    /// A post that was edited, or given to another author. The payload does not tell what was there before: whoever it names since is the
    /// author, and what the text mentions is all that it mentions. The points stay with whom they were granted to.
    /// </summary>
    public static Contribution? Edited(DiscourseDelivery delivery)
    {
        var post = delivery.Root.Object("post");
        if (!DiscoursePosts.IsCounted(delivery, post) || DiscoursePosts.AuthorIfTold(delivery, post) is not { } author) return null;
        var (topic, number) = (post.Number("topic_id"), post.Number("post_number"));
        var node = number == 1 ? delivery.Forum.Topic(topic) : delivery.Forum.Post(topic, number);
        var at = post.FirstTime("updated_at") is { } told ? delivery.Plausible(told) : delivery.Arrival(post);
        var mentions = number == 1 ? [] : DiscoursePosts.References(delivery, post, node);
        var facts = delivery.Sheet().Link(author.Node, EdgeTypes.Authors, node, at);
        DiscoursePosts.Tell(facts, delivery, post, author);
        foreach (var mentioned in mentions) facts.Link(node, EdgeTypes.References, mentioned, at);
        return new Contribution
        {
            Kind = delivery.Kinds[number == 1 ? "topic.created" : "post.created"],
            Subject = Edits.Revision(
                $"{DiscoursePosts.Subject(delivery, post)}:{delivery.AccountOf(author)}", post, mentions),
            By = author,
            At = at,
            Facts = facts.Withdraw(null, EdgeTypes.Authors, node, at).Withdraw(node, EdgeTypes.References, null, at),
            IsRevision = true,
        };
    }
}
