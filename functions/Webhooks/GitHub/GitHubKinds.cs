using Grain.Functions.Webhooks.Reading;
using static Grain.Functions.Webhooks.Reading.Categories;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Every kind of GitHub event that can be worth points, with its category and default weight.</summary>
internal static class GitHubKinds
{
    public static EventKinds All { get; } = new("github",
        ("issues.opened", Discussion, 2m),
        ("issues.closed", Discussion, 0m),
        ("issues.edited", Discussion, 0m),
        ("issue_comment.created", Discussion, 1m),
        ("issue_comment.edited", Discussion, 0m),
        ("pull_request.drafted", Code, 0m),
        ("pull_request.opened", Code, 2m),
        ("pull_request.merged", Code, 8m),
        ("pull_request.merging", Review, 1m),
        ("pull_request.closed", Review, 0m),
        ("pull_request.edited", Code, 0m),
        ("pull_request_review.submitted", Review, 3m),
        ("pull_request_review.commented", Review, 1m),
        ("pull_request_review.edited", Review, 0m),
        ("pull_request_review_comment.created", Review, 1m),
        ("pull_request_review_comment.edited", Review, 0m),
        ("push.commit", Code, 1m),
        ("push.co_authored", Code, 1m),
        ("push.merge_commit", Code, 0m),
        ("commit_comment.created", Review, 1m),
        ("release.published", Code, 5m),
        ("release.edited", Code, 0m),
        ("discussion.created", Discussion, 2m),
        ("discussion.edited", Discussion, 0m),
        ("discussion.answered", Discussion, 4m),
        ("discussion_comment.created", Discussion, 1m),
        ("discussion_comment.edited", Discussion, 0m),
        ("gollum.created", Documentation, 2m),
        ("gollum.edited", Documentation, 1m),
        ("star.created", Community, 0.1m),
        ("fork.created", Community, 0.5m),
        ("sponsorship.created", Community, 5m),
        ("repository_advisory.published", Security, 5m),
        ("workflow_run.completed", Operations, 0m));
}
