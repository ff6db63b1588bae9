using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Pull requests: opened as a draft or ready, merged, closed, reopened, edited.</summary>
internal static class PullRequestEvents
{
    public static void Read(GitHubDelivery delivery)
    {
        switch (delivery.Action)
        {
            case "opened":
                var isDraft = delivery.Root.Object("pull_request").IsTrue("draft");
                delivery.Count(Opened(delivery, isDraft ? GitHubKinds.PullDrafted : GitHubKinds.PullOpened));
                break;
            case "ready_for_review": // the same grant as for one that was opened ready, so a detour by draft counts once
                delivery.Count(Opened(delivery, GitHubKinds.PullOpened));
                break;
            case "closed" when delivery.Root.Object("pull_request").IsTrue("merged"):
                CountMerged(delivery);
                break;
            case "closed":
                delivery.Count(Closed(delivery));
                break;
            case "reopened": // it was opened before; only the closing came to nothing, whoever did it
                delivery.TakeBackIfCounted(Reopened(delivery));
                break;
            case "edited":
                var facts = new FactSheet("github");
                var pull = delivery.Root.Object("pull_request");
                GitHubItems.CountEdit(delivery, GitHubKinds.PullEdited, pull, facts.Tell(delivery, NodeTypes.Pull, pull), facts);
                break;
            default:
                delivery.SkipAction();
                break;
        }
    }

    private static Contribution? Opened(GitHubDelivery delivery, EventKind kind)
    {
        var pull = delivery.Root.Object("pull_request");
        var facts = new FactSheet("github");
        var node = facts.Tell(delivery, NodeTypes.Pull, pull);
        if (delivery.Find(pull, "user") is not { } author) return null;
        var at = delivery.Time(pull, "created_at");
        return new Contribution
        {
            Kind = kind,
            Subject = BoundedText.Digits(pull.Number("id")),
            By = author,
            At = at,
            Facts = facts.Mention(node, pull.OptionalText("body"), delivery.Repository, at),
        };
    }

    private static void CountMerged(GitHubDelivery delivery)
    {
        var pull = delivery.Root.Object("pull_request");
        var subject = BoundedText.Digits(pull.Number("id"));
        var at = delivery.Time(pull, "merged_at", "closed_at", "updated_at", "created_at");
        Person? author = null;
        delivery.Try(() => author = delivery.Find(pull, "user"));
        if (author is not null)
        {
            var facts = Told(delivery, pull, out var node);
            if (pull.OptionalText("merge_commit_sha") is { } sha && CommitHash.IsValid(sha))
                facts.Link(node, EdgeTypes.MergedAs, delivery.Repository.Commit(sha), at);
            delivery.Count(new Contribution { Kind = GitHubKinds.PullMerged, Subject = subject, By = author, At = at, Facts = facts });
        }

        delivery.Try(() =>
        {
            if (delivery.Find(pull, "merged_by") is not { } merger || merger.Contributor == author?.Contributor
                || IsSame(pull, "user", "merged_by")) return;
            var facts = Told(delivery, pull, out var node).Link(merger.Node, EdgeTypes.Merges, node, at);
            delivery.Count(new Contribution { Kind = GitHubKinds.PullMerging, Subject = subject, By = merger, At = at, Facts = facts });
        });
    }

    private static bool IsSame(Payload pull, string one, string other) =>
        pull.OptionalObject(one)?.OptionalNumber("id") is { } id && pull.OptionalObject(other)?.OptionalNumber("id") == id;

    /// <summary>Once a pull request, to whoever closed it unmerged; worth nothing unless the space says otherwise.</summary>
    private static Contribution Closed(GitHubDelivery delivery)
    {
        var pull = delivery.Root.Object("pull_request");
        return new Contribution
        {
            Kind = GitHubKinds.PullClosed,
            Subject = BoundedText.Digits(pull.Number("id")),
            By = delivery.Find(delivery.Root, "sender"),
            At = delivery.Time(pull, "closed_at", "updated_at", "created_at"),
        };
    }

    /// <summary>
    /// The closing that a reopening ends. Of a thing that was closed before, its creation says nothing: the arrival stands for a time that
    /// is missing.
    /// </summary>
    private static Contribution Reopened(GitHubDelivery delivery) =>
        Closed(delivery) with { At = delivery.Time(delivery.Root.Object("pull_request"), "closed_at", "updated_at") };

    private static FactSheet Told(GitHubDelivery delivery, Payload pull, out string node)
    {
        var facts = new FactSheet("github");
        node = facts.Tell(delivery, NodeTypes.Pull, pull);
        return facts;
    }
}
