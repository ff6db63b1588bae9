using Grain.Functions.Webhooks.Reading;

using static Grain.Functions.Webhooks.Reading.Categories;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Every kind of GitHub event that can be worth points, with its category and default weight.</summary>
internal static class GitHubKinds
{
    private static readonly EventKinds Kinds = new("github");

    public static readonly EventKind IssueOpened = Kinds.Define("issues.opened", Discussion, 2m);
    public static readonly EventKind IssueClosed = Kinds.Define("issues.closed", Discussion, 0m);
    public static readonly EventKind IssueEdited = Kinds.Define("issues.edited", Discussion, 0m);
    public static readonly EventKind IssueCommented = Kinds.Define("issue_comment.created", Discussion, 1m);
    public static readonly EventKind IssueCommentEdited = Kinds.Define("issue_comment.edited", Discussion, 0m);

    public static readonly EventKind PullDrafted = Kinds.Define("pull_request.drafted", Code, 0m);
    public static readonly EventKind PullOpened = Kinds.Define("pull_request.opened", Code, 2m);
    public static readonly EventKind PullMerged = Kinds.Define("pull_request.merged", Code, 8m);
    public static readonly EventKind PullMerging = Kinds.Define("pull_request.merging", Review, 1m);
    public static readonly EventKind PullClosed = Kinds.Define("pull_request.closed", Review, 0m);
    public static readonly EventKind PullEdited = Kinds.Define("pull_request.edited", Code, 0m);

    public static readonly EventKind ReviewSubmitted = Kinds.Define("pull_request_review.submitted", Review, 3m);
    public static readonly EventKind ReviewCommented = Kinds.Define("pull_request_review.commented", Review, 1m);
    public static readonly EventKind ReviewEdited = Kinds.Define("pull_request_review.edited", Review, 0m);
    public static readonly EventKind LineCommented = Kinds.Define("pull_request_review_comment.created", Review, 1m);
    public static readonly EventKind LineCommentEdited = Kinds.Define("pull_request_review_comment.edited", Review, 0m);

    public static readonly EventKind Committed = Kinds.Define("push.commit", Code, 1m);
    public static readonly EventKind CoAuthored = Kinds.Define("push.co_authored", Code, 1m);
    public static readonly EventKind MergeCommitted = Kinds.Define("push.merge_commit", Code, 0m);
    public static readonly EventKind CommitCommented = Kinds.Define("commit_comment.created", Review, 1m);
    public static readonly EventKind ReleasePublished = Kinds.Define("release.published", Code, 5m);
    public static readonly EventKind ReleaseEdited = Kinds.Define("release.edited", Code, 0m);

    public static readonly EventKind DiscussionCreated = Kinds.Define("discussion.created", Discussion, 2m);
    public static readonly EventKind DiscussionEdited = Kinds.Define("discussion.edited", Discussion, 0m);
    public static readonly EventKind DiscussionAnswered = Kinds.Define("discussion.answered", Discussion, 4m);
    public static readonly EventKind DiscussionCommented = Kinds.Define("discussion_comment.created", Discussion, 1m);
    public static readonly EventKind DiscussionCommentEdited = Kinds.Define("discussion_comment.edited", Discussion, 0m);

    public static readonly EventKind WikiPageCreated = Kinds.Define("gollum.created", Documentation, 2m);
    public static readonly EventKind WikiPageEdited = Kinds.Define("gollum.edited", Documentation, 1m);

    public static readonly EventKind Starred = Kinds.Define("star.created", Community, 0.1m);
    public static readonly EventKind Forked = Kinds.Define("fork.created", Community, 0.5m);
    public static readonly EventKind Sponsored = Kinds.Define("sponsorship.created", Community, 5m);

    public static readonly EventKind AdvisoryCredited = Kinds.Define("repository_advisory.published", Security, 5m);
    public static readonly EventKind WorkflowSucceeded = Kinds.Define("workflow_run.completed", Operations, 0m);

    /// <summary>All of them, in the order above.</summary>
    public static IReadOnlyList<EventKind> All => Kinds.All;
}
