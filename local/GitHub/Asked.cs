namespace Grain.Local.GitHub;

/// <summary>
/// What is asked of a repository, in GitHub's schema on the right and in the words of its webhooks on the left: an answer reads like a
/// payload, and is read by the same code.
/// </summary>
internal static class Asked
{
    /// <summary>Drafts that became ready, or the other way round: the first of them tells what a pull request was at first.</summary>
    public const string FirstReady = "ReadyForReviewEvent";

    /// <summary>What <see cref="Closings"/> calls a closing.</summary>
    public const string Closed = "ClosedEvent";

    private const string Who = "{ login type: __typename ... on User { id: databaseId } ... on Bot { id: databaseId } "
        + "... on Mannequin { id: databaseId } ... on Organization { id: databaseId } }";

    private const string User = "{ login type: __typename id: databaseId }";

    private const string Id = "id: fullDatabaseId";
    private const string Made = $"html_url: url created_at: createdAt user: author {Who} body";
    private const string Thing = $"node_id: id number title updated_at: updatedAt {Made}";
    private const string Marked = "number";
    private const string ByUpdate = "orderBy: {field: UPDATED_AT, direction: ASC}";

    /// <summary>The repository itself, with how much there is to read.</summary>
    /// <param name="parts">Of which lists.</param>
    public static string Repository(IEnumerable<string> parts) =>
        "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id: databaseId full_name: nameWithOwner "
        + "html_url: url private: isPrivate created_at: createdAt updated_at: updatedAt pushed_at: pushedAt "
        + string.Concat(parts.Select(part => $"{part}: {Named(part)} {{ totalCount }} ")) + "} " + Connection.Price + " }";

    private static string Named(string part) => part switch { "pulls" => "pullRequests", "stars" => "stargazers", _ => part };

    /// <summary>When somebody closed it, and when it was opened again.</summary>
    private static Connection Closings(string of) => new(of, "closings", "timelineItems(itemTypes: [CLOSED_EVENT, REOPENED_EVENT])",
        $"type: __typename ... on ClosedEvent {{ created_at: createdAt actor {Who} }} ... on ReopenedEvent {{ created_at: createdAt }}");

    private static Connection Comments(string of) => new(of, "comments", "comments", $"{Id} {Made}");

    private static readonly Connection ReviewComments = new("PullRequestReview", "comments", "comments",
        $"{Id} {Made} replyTo {{ {Id} }}");

    private static readonly Connection Reviews = new("PullRequest", "reviews",
        "reviews(states: [APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED])",
        $"node_id: id {Id} state submitted_at: submittedAt updated_at: updatedAt {Made}", ReviewComments)
    { PageMax = 25 };

    private const string DiscussionComment = $"id: databaseId {Made} replyTo {{ id: databaseId }}";

    private static readonly Connection DiscussionComments = new("Discussion", "comments", "comments", $"node_id: id {DiscussionComment}",
        new Connection("DiscussionComment", "replies", "replies", DiscussionComment))
    { PageMax = 50 };

    /// <summary>Issues with their comments.</summary>
    /// <param name="withClosings">Also who closed them.</param>
    public static Connection Issues(bool withClosings) => new("Repository", "issues", $"issues({ByUpdate})",
        $"{Id} {Thing}", [Comments("Issue"), .. withClosings ? [Closings("Issue")] : (Connection[])[]])
    { PageMax = 50, Mark = Marked };

    /// <summary>Pull requests with their comments and reviews.</summary>
    /// <param name="withClosings">Also who closed them.</param>
    public static Connection Pulls(bool withClosings) => new("Repository", "pulls", $"pullRequests({ByUpdate})",
        $"{Id} {Thing} draft: isDraft merged merged_at: mergedAt merged_by: mergedBy {Who} merge_commit: mergeCommit {{ oid }} "
            + "drafts: timelineItems(first: 1, itemTypes: [READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT]) { nodes { type: __typename } }",
        [Comments("PullRequest"), Reviews, .. withClosings ? [Closings("PullRequest")] : (Connection[])[]])
    { PageMax = 25, Mark = Marked };

    /// <summary>Discussions with their comments and answers.</summary>
    public static Connection Discussions { get; } = new("Repository", "discussions", $"discussions({ByUpdate})",
        $"id: databaseId {Thing} answer {{ {DiscussionComment} }}", DiscussionComments)
    { PageMax = 25, Mark = Marked };

    /// <summary>Releases.</summary>
    public static Connection Releases { get; } = new("Repository", "releases", "releases(orderBy: {field: CREATED_AT, direction: ASC})",
        $"id: databaseId name tag_name: tagName draft: isDraft html_url: url created_at: createdAt published_at: publishedAt "
            + $"body: description author {User}");

    /// <summary>Stars with their times.</summary>
    public static Connection Stars { get; } = new("Repository", "stars", "stargazers(orderBy: {field: STARRED_AT, direction: ASC})",
        $"starred_at: starredAt user: node {User}")
    { HasEdges = true };

    /// <summary>Forks.</summary>
    public static Connection Forks { get; } = new("Repository", "forks", "forks(orderBy: {field: CREATED_AT, direction: ASC})",
        $"created_at: createdAt user: owner {{ login type: __typename ... on User {{ id: databaseId }} }}");

    /// <summary>All that is asked of an item to find where something begins.</summary>
    public const string Light = "updated_at: updatedAt";
}
