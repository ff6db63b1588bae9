using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Reviews of pull requests: submitted, edited, dismissed. An approval and a request for changes are reviews; a mere comment
/// counts as such; an empty one only wraps its inline comments, which count by themselves.
/// </summary>
internal static class ReviewEvents
{
    public static void Read(ForgeDelivery delivery)
    {
        if (delivery.Action is not ("submitted" or "edited" or "dismissed"))
        {
            delivery.SkipAction();
            return;
        }

        var (review, pull) = (delivery.Root.Object("review"), Pulls.Pull(delivery));
        if (IsOwn(review, pull))
        {
            delivery.Skip("a review of one's own pull request counts nothing");
            return;
        }

        var (facts, at) = (delivery.Sheet(), SubmittedAt(delivery, review, pull));
        var node = delivery.Repository.Thing("review", review.Number("id"));
        facts.Add(node, NodeTypes.Review, "Review of " + Comments.Numbered(pull), review.OptionalText("html_url"), at);
        delivery.TellAuthor(facts, review, "user", node, at);
        facts.Link(node, EdgeTypes.Reviews, delivery.Tell(facts, NodeTypes.Pull, pull), at);
        var isComment = "commented".Equals(review.OptionalText("state"), StringComparison.OrdinalIgnoreCase);
        Contribution Submitted() =>
            delivery.Made(isComment ? "pull_request_review.commented" : "pull_request_review.submitted", review, facts, node, at);
        switch (delivery.Action)
        {
            case "submitted" when isComment && review.OptionalText("body") is null:
                delivery.Skip("the review only wraps its inline comments, which count by themselves");
                break;
            case "submitted":
                delivery.Count(Submitted());
                break;
            case "dismissed": // only approvals and requests for changes can be
                delivery.TakeBack(Submitted());
                break;
            default:
                delivery.CountEdit("pull_request_review.edited", review, facts, node);
                break;
        }
    }

    /// <summary>
    /// An edited or dismissed review may come without its time; it is as old as the last that is known of its pull request, then.
    /// </summary>
    private static DateTimeOffset SubmittedAt(ForgeDelivery delivery, Payload review, Payload pull) =>
        review.FirstTime("submitted_at", "updated_at") is { } told
            ? delivery.Plausible(told)
            : delivery.Time(pull, "updated_at", "created_at");

    private static bool IsOwn(Payload review, Payload pull) =>
        review.OptionalObject("user")?.OptionalText("login") is { } reviewer
        && reviewer.Equals(pull.OptionalObject("user")?.OptionalText("login"), StringComparison.OrdinalIgnoreCase);
}
