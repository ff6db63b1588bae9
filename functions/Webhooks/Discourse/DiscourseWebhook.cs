using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>
/// Turns what Discourse sends into grants. Pure: the same event, instance, body, weights and options give the same outcome. What each event
/// gives is told in <c>docs/webhooks.md</c>.
/// </summary>
public static class DiscourseWebhook
{
    /// <summary>Reads one delivery. Never throws for anything in it.</summary>
    /// <param name="eventName">The value of <c>X-Discourse-Event</c>.</param>
    /// <param name="instance">The value of <c>X-Discourse-Instance</c>: the forum's address, which tells its numbers from
    /// another's.</param>
    /// <param name="body">The raw body.</param>
    /// <param name="weights">The points that events are worth.</param>
    /// <param name="options">What to count; <see cref="CountingOptions.Default"/> if not given.</param>
    public static WebhookOutcome Normalise(
        string eventName, string instance, ReadOnlyMemory<byte> body, EventWeights weights, CountingOptions? options = null) =>
            Payload.Read(body, root =>
    {
        if (WhyNot(eventName) is { } reason) return new WebhookOutcome.Ignored(reason);
        if (!Forum.TryRead(instance, (options ?? CountingOptions.Default).Hosts, out var forum))
            return new WebhookOutcome.Malformed("the header X-Discourse-Instance is not the address of a forum");
        var delivery = new DiscourseDelivery(root, forum, weights, options ?? CountingOptions.Default);
        Read(eventName, delivery);
        return delivery.Outcome(forum.Host);
    });

    private static void Read(string eventName, DiscourseDelivery delivery)
    {
        switch (eventName)
        {
            case "topic_created": delivery.Count(DiscourseTopics.Created(delivery)); break;
            case "topic_destroyed": delivery.TakeBack(DiscourseTopics.Destroyed(delivery), "topic.destroyed"); break;
            case "post_created": delivery.Count(DiscoursePosts.Created(delivery)); break;
            case "post_edited": delivery.Count(DiscourseEdits.Edited(delivery)); break;
            case "post_destroyed": delivery.TakeBack(DiscoursePosts.Destroyed(delivery), "post.destroyed"); break;
            case "post_liked": delivery.Count(DiscoursePosts.Liked(delivery)); break;
            case "accepted_solution": delivery.Count(DiscoursePosts.Solution(delivery)); break;
            case "unaccepted_solution": delivery.TakeBack(DiscoursePosts.NoSolution(delivery), "solution.unaccepted"); break;
        }
    }

    /// <summary>Events that give nothing, and why.</summary>
    private static string? WhyNot(string eventName) => eventName switch
    {
        "topic_created" or "topic_destroyed" or "post_created" or "post_edited" or "post_destroyed" or "post_liked" or "accepted_solution"
            or "unaccepted_solution" => null,
        "ping" => "a ping only asks whether anybody listens",
        "topic_edited" => "title, category and tags give nothing; the first post tells who wrote it",
        "post_recovered" or "topic_recovered" => "what was taken back does not count again",
        "user_created" or "user_confirmed_email" or "user_approved" or "user_updated" or "user_destroyed" or "user_logged_in"
            or "user_logged_out"
            or "user_suspended" or "user_unsuspended" or "user_anonymized" => "to join or to be changed is no contribution",
        "user_promoted" or "user_badge_granted" or "user_badge_revoked" => "ranks and badges follow from what is counted already",
        "notification_created" => "the events for posts, likes and solutions tell the same",
        "topic_upvote" or "topic_unvote" => "votes are not counted",
        "chat_message_created" or "chat_message_edited" or "chat_message_trashed" or "chat_message_restored" =>
            "chat is taken from forwarders",
        "user_added_to_group" or "user_removed_from_group" => $"{eventName} tells of administration",
        _ when eventName.StartsWith("topic_", StringComparison.Ordinal) && eventName.EndsWith("_status_updated", StringComparison.Ordinal)
            || eventName.Split('_')[0] is "group" or "category" or "tag" or "reviewable" or "assigned" or "unassigned" =>
            $"{BoundedText.Line(eventName, 60)} tells of administration",
        _ => $"{BoundedText.Line(eventName, 60)} is an unknown event",
    };
}
