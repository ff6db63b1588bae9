using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>Pull requests: opened as a draft or ready, merged, closed, reopened, edited.</summary>
internal static class Pulls
{
    public static void Read(ForgeDelivery delivery)
    {
        switch (delivery.Action)
        {
            case "opened":
                delivery.Count(Opened(delivery, Pull(delivery).IsTrue("draft") ? "pull_request.drafted" : "pull_request.opened"));
                break;
            case "ready_for_review": // the same grant as for one that was opened ready, so a detour by draft counts once
                delivery.Count(Opened(delivery, "pull_request.opened"));
                break;
            case "closed" when Pull(delivery).IsTrue("merged"):
                CountMerged(delivery, Pull(delivery));
                break;
            case "closed":
                delivery.Count(delivery.Closed("pull_request.closed", Pull(delivery)));
                break;
            case "reopened":
                delivery.Reopened("pull_request.closed", Pull(delivery));
                break;
            case "edited":
                var facts = delivery.Told(NodeTypes.Pull, Pull(delivery), out var node);
                delivery.CountEdit("pull_request.edited", Pull(delivery), facts, node);
                break;
            default:
                delivery.SkipAction();
                break;
        }
    }

    /// <summary>The pull request of a delivery.</summary>
    public static Payload Pull(ForgeDelivery delivery) => delivery.Root.Object("pull_request");

    private static Contribution Opened(ForgeDelivery delivery, string kind)
    {
        var facts = delivery.Told(NodeTypes.Pull, Pull(delivery), out var node);
        return delivery.Made(kind, Pull(delivery), facts, node, delivery.Time(Pull(delivery), "created_at")) with { OwnNode = null };
    }

    private static void CountMerged(ForgeDelivery delivery, Payload pull)
    {
        var subject = BoundedText.Digits(pull.Number("id"));
        var at = delivery.Time(pull, "merged_at", "closed_at", "updated_at", "created_at");
        Contribution Done(string kind, Person by, FactSheet facts) =>
            new() { Kind = delivery.Kinds[kind], Subject = subject, By = by, At = at, Facts = facts };
        Person? author = null;
        delivery.Try(() => author = delivery.Find(pull, "user"));
        if (author is not null)
        {
            var facts = delivery.Told(NodeTypes.Pull, pull, out var node);
            if (pull.OptionalText("merge_commit_sha") is { } sha && CommitHash.IsValid(sha))
                facts.Link(node, EdgeTypes.MergedAs, delivery.Repository.Commit(sha), at);
            delivery.Count(Done("pull_request.merged", author, facts));
        }

        delivery.Try(() =>
        {
            if (delivery.Find(pull, "merged_by") is not { } merger || merger.Contributor == author?.Contributor
                || IsSame(pull, "user", "merged_by")) return;
            var facts = delivery.Told(NodeTypes.Pull, pull, out var node);
            delivery.Count(Done("pull_request.merging", merger, facts.Link(merger.Node, EdgeTypes.Merges, node, at)));
        });
    }

    private static bool IsSame(Payload pull, string one, string other) =>
        pull.OptionalObject(one)?.OptionalNumber("id") is { } id && pull.OptionalObject(other)?.OptionalNumber("id") == id;
}
