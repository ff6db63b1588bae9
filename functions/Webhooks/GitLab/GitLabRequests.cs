using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>Merge requests: opened as a draft or ready, approved and no longer approved, merged, closed, edited.</summary>
internal static class GitLabRequests
{
    public static void Read(GitLabDelivery delivery)
    {
        var request = delivery.Subject;
        switch (delivery.Action)
        {
            case "open":
                delivery.Count(Opened(delivery, GitLabDrafts.Is(request) ? "merge_request.drafted" : "merge_request.opened")); break;
            case "update" when GitLabDrafts.BecameReady(delivery):
                delivery.Count(Opened(delivery, "merge_request.opened"));
                if (delivery.Root.OptionalObject("changes")?.Has("description") == true)
                    delivery.CountEdit("merge_request.edited", NodeTypes.Pull);
                break;
            case "update" when request.Has("oldrev") && delivery.Root.OptionalObject("changes")?.Has("description") != true:
                delivery.Skip("new commits on a branch count when they are merged"); break;
            case "update": delivery.CountEdit("merge_request.edited", NodeTypes.Pull); break;
            case "merge": CountMerged(delivery); break;
            case "close": delivery.Count(delivery.Closed("merge_request.closed")); break;
            case "reopen": delivery.Reopened("merge_request.closed", "merge_request.reopened"); break;
            // "approved" is the last approval that was required, "approval" any other one: each person's own is one of the two.
            case "approved" or "approval": delivery.Count(Approved(delivery)); break;
            case "unapproved" or "unapproval" when request.IsTrue("system"):
                delivery.Skip("new commits withdraw approvals; the reviewing was done"); break;
            case "unapproved" or "unapproval": delivery.TakeBack(Approved(delivery), $"merge_request.{delivery.Action}"); break;
            default: delivery.SkipAction("merge_request"); break;
        }
    }

    private static Contribution Opened(GitLabDelivery delivery, string kind) =>
        delivery.Opened(kind, NodeTypes.Pull) with { OwnNode = null };

    private static void CountMerged(GitLabDelivery delivery)
    {
        var request = delivery.Subject;
        var at = delivery.Time(request, "merged_at", "updated_at", "created_at");
        var author = delivery.Author(request);
        if (author is not null)
        {
            var facts = delivery.Told(NodeTypes.Pull, out var node);
            if (request.OptionalText("merge_commit_sha") is { } sha && CommitHash.IsValid(sha))
                facts.Link(node, EdgeTypes.MergedAs, delivery.Project.Commit(sha), at);
            delivery.Count(delivery.Done("merge_request.merged", author, at, facts));
        }

        if (delivery.Actor() is { } merger && merger.Contributor != author?.Contributor)
        {
            var facts = delivery.Told(NodeTypes.Pull, out var node).Link(merger.Node, EdgeTypes.Merges, node, at);
            delivery.Count(delivery.Done("merge_request.merging", merger, at, facts));
        }
    }

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
        var facts = delivery.Told(NodeTypes.Pull, out var node);
        var review = $"{node}/approval/{BoundedText.Digits(reviewerId)}";
        facts.Add(review, NodeTypes.Review, "Approval of !" + BoundedText.Digits(request.Number("iid")), request.OptionalText("url"), at);
        if (reviewer is not null) facts.Link(reviewer.Node, EdgeTypes.Authors, review, at);
        var approved = delivery.Done("merge_request.approved", reviewer, at, facts.Link(review, EdgeTypes.Reviews, node, at));
        return approved with { Subject = $"{approved.Subject}:{BoundedText.Digits(reviewerId)}", OwnNode = review };
    }
}
