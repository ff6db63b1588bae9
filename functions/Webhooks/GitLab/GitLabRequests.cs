using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>Merge requests: opened as a draft or ready, approved and no longer approved, merged, closed, edited.</summary>
internal static class GitLabRequests
{
    public static void Read(GitLabDelivery delivery)
    {
        switch (delivery.Action)
        {
            case "open":
                delivery.Count(Opened(delivery,
                GitLabDrafts.Is(delivery.Subject) ? GitLabKinds.RequestDrafted : GitLabKinds.RequestOpened)); break;
            case "update" when GitLabDrafts.BecameReady(delivery): delivery.Count(Opened(delivery, GitLabKinds.RequestOpened)); break;
            case "update" when delivery.Subject.Has("oldrev"): delivery.Skip("new commits on a branch count when they are merged"); break;
            case "update": delivery.CountEdit(GitLabKinds.RequestEdited, NodeTypes.Pull); break;
            case "merge": CountMerged(delivery); break;
            case "close": delivery.Count(Closed(delivery)); break;
            case "reopen": delivery.TakeBackIfCounted(Reopened(delivery), "gitlab:merge_request.reopened"); break;
            // "approved" is the last approval that was required, "approval" any other one: each person's own is one of the two.
            case "approved" or "approval": delivery.Count(Approved(delivery)); break;
            case "unapproved" or "unapproval"
                when delivery.Subject.IsTrue("system"):
                delivery.Skip("new commits withdraw approvals; the reviewing was done"); break;
            case "unapproved" or "unapproval": delivery.TakeBack(Approved(delivery), $"gitlab:merge_request.{delivery.Action}"); break;
            default: delivery.SkipAction("merge_request"); break;
        }
    }

    private static Contribution? Opened(GitLabDelivery delivery, EventKind kind)
    {
        var request = delivery.Subject;
        if (delivery.Author(request) is not { } author) return null;
        var at = delivery.Time(request, "created_at");
        var facts = Told(delivery, out var node);
        delivery.Mention(facts, node, request.OptionalText("description"), at);
        return new Contribution { Kind = kind, Subject = delivery.Key(request.Number("id")), By = author, At = at, Facts = facts };
    }

    private static void CountMerged(GitLabDelivery delivery)
    {
        var request = delivery.Subject;
        var subject = delivery.Key(request.Number("id"));
        var at = delivery.Time(request, "merged_at", "updated_at", "created_at");
        var author = delivery.Author(request);
        if (author is not null)
        {
            var facts = Told(delivery, out var node);
            if (request.OptionalText("merge_commit_sha") is { } sha && CommitHash.IsValid(sha))
                facts.Link(node, EdgeTypes.MergedAs, delivery.Project.Commit(sha), at);
            delivery.Count(new Contribution { Kind = GitLabKinds.RequestMerged, Subject = subject, By = author, At = at, Facts = facts });
        }

        if (delivery.Actor() is { } merger && merger.Contributor != author?.Contributor)
        {
            var facts = Told(delivery, out var node).Link(merger.Node, EdgeTypes.Merges, node, at);
            delivery.Count(new Contribution { Kind = GitLabKinds.RequestMerging, Subject = subject, By = merger, At = at, Facts = facts });
        }
    }

    private static Contribution Closed(GitLabDelivery delivery) => new()
    {
        Kind = GitLabKinds.RequestClosed,
        Subject = delivery.Key(delivery.Subject.Number("id")),
        By = delivery.Actor(),
        At = delivery.Time(delivery.Subject, "closed_at", "updated_at", "created_at"),
    };

    /// <summary>
    /// The closing that a reopening ends. Of a thing that was closed before, its creation says nothing: the arrival stands for a time that
    /// is missing.
    /// </summary>
    private static Contribution Reopened(GitLabDelivery delivery) =>
        Closed(delivery) with { At = delivery.Time(delivery.Subject, "closed_at", "updated_at") };

    /// <summary>Once a merge request and person; one's own counts nothing.</summary>
    private static Contribution? Approved(GitLabDelivery delivery)
    {
        var request = delivery.Subject;
        var reviewer = delivery.Actor();
        var reviewerId = delivery.Root.Object("user").Number("id");
        if (reviewerId == request.OptionalNumber("author_id"))
        {
            delivery.Skip("approving one's own merge request counts nothing");
            return null;
        }

        var at = delivery.Time(request, "updated_at", "created_at");
        var facts = Told(delivery, out var node);
        var review = $"{node}/approval/{BoundedText.Digits(reviewerId)}";
        facts.Add(review, NodeTypes.Review, "Approval of !" + BoundedText.Digits(request.Number("iid")), request.OptionalText("url"), at);
        if (reviewer is not null) facts.Link(reviewer.Node, EdgeTypes.Authors, review, at);
        facts.Link(review, EdgeTypes.Reviews, node, at);
        return new Contribution
        {
            Kind = GitLabKinds.RequestApproved,
            Subject = $"{delivery.Key(request.Number("id"))}:{BoundedText.Digits(reviewerId)}",
            By = reviewer,
            At = at,
            Facts = facts,
            OwnNode = review,
        };
    }

    private static FactSheet Told(GitLabDelivery delivery, out string node)
    {
        var facts = new FactSheet("gitlab");
        node = delivery.Tell(facts, NodeTypes.Pull, delivery.Subject);
        return facts;
    }
}
