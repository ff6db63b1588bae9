using Grain.Functions.Webhooks.Reading;

using static Grain.Functions.Webhooks.Reading.Categories;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>Every kind of GitLab event that can be worth points, with its category and default weight.</summary>
internal static class GitLabKinds
{
    private static readonly EventKinds Kinds = new("gitlab");

    public static readonly EventKind IssueOpened = Kinds.Define("issue.opened", Discussion, 2m);
    public static readonly EventKind IssueClosed = Kinds.Define("issue.closed", Discussion, 0m);
    public static readonly EventKind IssueEdited = Kinds.Define("issue.edited", Discussion, 0m);

    public static readonly EventKind RequestDrafted = Kinds.Define("merge_request.drafted", Code, 0m);
    public static readonly EventKind RequestOpened = Kinds.Define("merge_request.opened", Code, 2m);
    public static readonly EventKind RequestMerged = Kinds.Define("merge_request.merged", Code, 8m);
    public static readonly EventKind RequestMerging = Kinds.Define("merge_request.merging", Review, 1m);
    public static readonly EventKind RequestClosed = Kinds.Define("merge_request.closed", Review, 0m);
    public static readonly EventKind RequestEdited = Kinds.Define("merge_request.edited", Code, 0m);
    public static readonly EventKind RequestApproved = Kinds.Define("merge_request.approved", Review, 3m);

    public static readonly EventKind NotedOnIssue = Kinds.Define("note.on_issue", Discussion, 1m);
    public static readonly EventKind NotedOnRequest = Kinds.Define("note.on_merge_request", Review, 1m);
    public static readonly EventKind NotedOnCommit = Kinds.Define("note.on_commit", Review, 1m);

    public static readonly EventKind Committed = Kinds.Define("push.commit", Code, 1m);
    public static readonly EventKind CoAuthored = Kinds.Define("push.co_authored", Code, 1m);
    public static readonly EventKind MergeCommitted = Kinds.Define("push.merge_commit", Code, 0m);
    public static readonly EventKind Tagged = Kinds.Define("tag_push.created", Operations, 0m);

    public static readonly EventKind WikiPageCreated = Kinds.Define("wiki_page.created", Documentation, 2m);
    public static readonly EventKind WikiPageEdited = Kinds.Define("wiki_page.edited", Documentation, 1m);

    public static readonly EventKind Awarded = Kinds.Define("emoji.awarded", Community, 0.2m);

    /// <summary>All of them, in the order above.</summary>
    public static IReadOnlyList<EventKind> All => Kinds.All;
}
