using Grain.Functions.Webhooks.Reading;
using static Grain.Functions.Webhooks.Reading.Categories;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>Every kind of GitLab event that can be worth points, with its category and default weight.</summary>
internal static class GitLabKinds
{
    public static EventKinds All { get; } = new("gitlab",
        ("issue.opened", Discussion, 2m),
        ("issue.closed", Discussion, 0m),
        ("issue.edited", Discussion, 0m),
        ("merge_request.drafted", Code, 0m),
        ("merge_request.opened", Code, 2m),
        ("merge_request.merged", Code, 8m),
        ("merge_request.merging", Review, 1m),
        ("merge_request.closed", Review, 0m),
        ("merge_request.edited", Code, 0m),
        ("merge_request.approved", Review, 3m),
        ("note.on_issue", Discussion, 1m),
        ("note.on_merge_request", Review, 1m),
        ("note.on_commit", Review, 1m),
        ("push.commit", Code, 1m),
        ("push.co_authored", Code, 1m),
        ("push.merge_commit", Code, 0m),
        ("tag_push.created", Operations, 0m),
        ("wiki_page.created", Documentation, 2m),
        ("wiki_page.edited", Documentation, 1m),
        ("emoji.awarded", Community, 0.2m));
}
