using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Reviews of pull requests: submitted, edited, dismissed. An approval and a request for changes are reviews; a mere comment
/// counts as such; an empty one only wraps its inline comments, which count by themselves.
/// </summary>
internal static class ReviewEvents
{
    public static void Read(GitHubDelivery delivery)
    {
        if (delivery.Action is not ("submitted" or "edited" or "dismissed"))
        {
            delivery.SkipAction();
            return;
        }

        var review = delivery.Root.Object("review");
        var pull = delivery.Root.Object("pull_request");
        if (IsOwn(review, pull))
        {
            delivery.Skip("a review of one's own pull request counts nothing");
            return;
        }

        var facts = new FactSheet("github");
        var node = Tell(delivery, facts, review, pull);
        switch (delivery.Action)
        {
            case "submitted" when Is(review, "commented") && review.OptionalText("body") is null:
                delivery.Skip("the review only wraps its inline comments, which count by themselves");
                break;
            case "submitted":
                delivery.Count(Submitted(delivery, review, node, facts));
                break;
            case "dismissed": // only approvals and requests for changes can be
                delivery.TakeBack(Submitted(delivery, review, node, facts));
                break;
            default:
                GitHubItems.CountEdit(delivery, GitHubKinds.ReviewEdited, review, node, facts);
                break;
        }
    }

    private static Contribution Submitted(GitHubDelivery delivery, Payload review, string node, FactSheet facts)
    {
        var at = SubmittedAt(delivery, review);
        return new Contribution
        {
            Kind = Is(review, "commented") ? GitHubKinds.ReviewCommented : GitHubKinds.ReviewSubmitted,
            Subject = BoundedText.Digits(review.Number("id")),
            By = delivery.Find(review, "user"),
            At = at,
            Facts = facts.Mention(node, review.OptionalText("body"), delivery.Repository, at),
            OwnNode = node,
        };
    }

    private static string Tell(GitHubDelivery delivery, FactSheet facts, Payload review, Payload pull)
    {
        var at = SubmittedAt(delivery, review);
        var node = delivery.Repository.Thing("review", review.Number("id"));
        var title = "Review of #" + BoundedText.Digits(pull.Number("number"));
        facts.Add(node, NodeTypes.Review, title, review.OptionalText("html_url"), at);
        delivery.TellAuthor(facts, review, "user", node, at);
        facts.Link(node, EdgeTypes.Reviews, facts.Tell(delivery, NodeTypes.Pull, pull), at);
        return node;
    }

    /// <summary>
    /// An edited or dismissed review may come without its time; it is as old as the last that is known of its pull request, then.
    /// </summary>
    private static DateTimeOffset SubmittedAt(GitHubDelivery delivery, Payload review) =>
        review.FirstTime("submitted_at", "updated_at") is { } told
            ? delivery.Plausible(told)
            : delivery.Time(delivery.Root.Object("pull_request"), "updated_at", "created_at");

    private static bool IsOwn(Payload review, Payload pull) =>
        review.OptionalObject("user")?.OptionalText("login") is { } reviewer
        && reviewer.Equals(pull.OptionalObject("user")?.OptionalText("login"), StringComparison.OrdinalIgnoreCase);

    private static bool Is(Payload review, string state) => state.Equals(review.OptionalText("state"), StringComparison.OrdinalIgnoreCase);
}
