using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Gitea;

/// <summary>
/// Reviews of pull requests. A payload tells neither a number nor a time of one, so a verdict (an approval or a request for changes) counts
/// once for a person and a pull request, and a mere comment once for its text. What is withdrawn is not told.
/// </summary>
internal static class GiteaReviews
{
    public static void Read(ForgeDelivery delivery)
    {
        var (pull, review) = (Pulls.Pull(delivery), delivery.Root.Object("review"));
        if (delivery.Sender() is not { } reviewer) return;
        var reviewerId = delivery.Root.Object("sender").Number("id");
        if (pull.OptionalObject("user")?.OptionalNumber("id") == reviewerId)
        {
            delivery.Skip("a review of one's own pull request counts nothing");
            return;
        }

        var isVerdict = review.Text("type") is var type && (type.EndsWith("approved", StringComparison.Ordinal)
            || type.EndsWith("rejected", StringComparison.Ordinal));
        var text = review.OptionalText("content");
        var mark = isVerdict ? BoundedText.Digits(reviewerId) : $"{BoundedText.Digits(reviewerId)}:{BoundedText.Hash(text ?? "")}";
        var at = delivery.Time(pull, "updated_at", "created_at");
        var facts = delivery.Sheet();
        var node = $"{delivery.Repository.Thing(NodeTypes.Pull, pull.Number("number"))}/review/{mark.Replace(':', '/')}";
        facts.Add(node, NodeTypes.Review, "Review of " + Comments.Numbered(pull), pull.OptionalText("html_url"), at)
            .Link(reviewer.Node, EdgeTypes.Authors, node, at)
            .Link(node, EdgeTypes.Reviews, delivery.Tell(facts, NodeTypes.Pull, pull), at);
        delivery.Count(new Contribution
        {
            Kind = delivery.Kinds[isVerdict ? "pull_request_review.submitted" : "pull_request_review.commented"],
            Subject = $"{BoundedText.Digits(pull.Number("id"))}:{mark}",
            By = reviewer,
            At = at,
            Facts = delivery.Repository.Mention(facts, node, text, at),
            OwnNode = node,
        });
    }
}
