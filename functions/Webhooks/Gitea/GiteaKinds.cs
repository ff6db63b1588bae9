using Grain.Functions.Webhooks.Reading;
using static Grain.Functions.Webhooks.Reading.Categories;

namespace Grain.Functions.Webhooks.Gitea;

/// <summary>Every kind of Gitea's events that can be worth points, with its category and default weight: those of GitHub, as far as they
/// go.</summary>
internal static class GiteaKinds
{
    public static EventKinds All { get; } = new("gitea",
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
        ("push.commit", Code, 1m),
        ("push.co_authored", Code, 1m),
        ("push.merge_commit", Code, 0m),
        ("release.published", Code, 5m),
        ("wiki.created", Documentation, 2m),
        ("wiki.edited", Documentation, 1m),
        ("fork.created", Community, 0.5m));
}
