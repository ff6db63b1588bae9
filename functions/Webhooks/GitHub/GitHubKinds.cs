using Grain.Functions.Grants;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Every kind of GitHub event that can be worth points, with its category and default weight.</summary>
internal static class GitHubKinds
{
    private const string Code = "code";
    private const string Review = "review";
    private const string Discussion = "discussion";
    private const string Documentation = "documentation";
    private const string Community = "community";
    private const string Security = "security";
    private const string Operations = "operations";

    private static readonly List<GitHubKind> Defined = [];

    public static readonly GitHubKind IssueOpened = Define("issues.opened", Discussion, 2m);
    public static readonly GitHubKind IssueClosed = Define("issues.closed", Discussion, 0m);
    public static readonly GitHubKind IssueEdited = Define("issues.edited", Discussion, 0m);
    public static readonly GitHubKind IssueCommented = Define("issue_comment.created", Discussion, 1m);
    public static readonly GitHubKind IssueCommentEdited = Define("issue_comment.edited", Discussion, 0m);

    public static readonly GitHubKind PullDrafted = Define("pull_request.drafted", Code, 0m);
    public static readonly GitHubKind PullOpened = Define("pull_request.opened", Code, 2m);
    public static readonly GitHubKind PullMerged = Define("pull_request.merged", Code, 8m);
    public static readonly GitHubKind PullMerging = Define("pull_request.merging", Review, 1m);
    public static readonly GitHubKind PullClosed = Define("pull_request.closed", Review, 0m);
    public static readonly GitHubKind PullEdited = Define("pull_request.edited", Code, 0m);

    public static readonly GitHubKind ReviewSubmitted = Define("pull_request_review.submitted", Review, 3m);
    public static readonly GitHubKind ReviewCommented = Define("pull_request_review.commented", Review, 1m);
    public static readonly GitHubKind ReviewEdited = Define("pull_request_review.edited", Review, 0m);
    public static readonly GitHubKind LineCommented = Define("pull_request_review_comment.created", Review, 1m);
    public static readonly GitHubKind LineCommentEdited = Define("pull_request_review_comment.edited", Review, 0m);

    public static readonly GitHubKind Committed = Define("push.commit", Code, 1m);
    public static readonly GitHubKind CoAuthored = Define("push.co_authored", Code, 1m);
    public static readonly GitHubKind MergeCommitted = Define("push.merge_commit", Code, 0m);
    public static readonly GitHubKind CommitCommented = Define("commit_comment.created", Review, 1m);
    public static readonly GitHubKind ReleasePublished = Define("release.published", Code, 5m);
    public static readonly GitHubKind ReleaseEdited = Define("release.edited", Code, 0m);

    public static readonly GitHubKind DiscussionCreated = Define("discussion.created", Discussion, 2m);
    public static readonly GitHubKind DiscussionEdited = Define("discussion.edited", Discussion, 0m);
    public static readonly GitHubKind DiscussionAnswered = Define("discussion.answered", Discussion, 4m);
    public static readonly GitHubKind DiscussionCommented = Define("discussion_comment.created", Discussion, 1m);
    public static readonly GitHubKind DiscussionCommentEdited = Define("discussion_comment.edited", Discussion, 0m);

    public static readonly GitHubKind WikiPageCreated = Define("gollum.created", Documentation, 2m);
    public static readonly GitHubKind WikiPageEdited = Define("gollum.edited", Documentation, 1m);

    public static readonly GitHubKind Starred = Define("star.created", Community, 0.1m);
    public static readonly GitHubKind Forked = Define("fork.created", Community, 0.5m);
    public static readonly GitHubKind Sponsored = Define("sponsorship.created", Community, 5m);

    public static readonly GitHubKind AdvisoryCredited = Define("repository_advisory.published", Security, 5m);
    public static readonly GitHubKind WorkflowSucceeded = Define("workflow_run.completed", Operations, 0m);

    /// <summary>All of them, in the order above.</summary>
    public static IReadOnlyList<GitHubKind> All => Defined;

    private static GitHubKind Define(string name, string category, decimal points)
    {
        var kind = new GitHubKind("github:" + name, category, new Points((long)(points * 1_000_000)));
        Defined.Add(kind);
        return kind;
    }
}
