using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Explanations;

/// <summary>What people call the kinds of grants and contributions, with their number: <c>40 merged pull requests</c>. Pure.</summary>
internal static class KindWords
{
    private const int WordMax = 40;

    /// <summary>
    /// The kinds of grants of all senders: what follows the sender and a colon. A <c>*</c> stands where the plural has its s.
    /// </summary>
    private static readonly Dictionary<string, string> Grants = new(StringComparer.Ordinal)
    {
        ["issues.opened"] = "opened issue*",
        ["issues.closed"] = "closed issue*",
        ["issues.edited"] = "edited issue*",
        ["issue.opened"] = "opened issue*",
        ["issue.closed"] = "closed issue*",
        ["issue.edited"] = "edited issue*",
        ["issue_comment.created"] = "comment*",
        ["issue_comment.edited"] = "edited comment*",
        ["note.on_issue"] = "comment*",
        ["note.on_merge_request"] = "comment* on merge requests",
        ["note.on_commit"] = "comment* on commits",
        ["pull_request.drafted"] = "drafted pull request*",
        ["pull_request.opened"] = "opened pull request*",
        ["pull_request.merged"] = "merged pull request*",
        ["pull_request.merging"] = "pull request* merged for others",
        ["pull_request.closed"] = "closed pull request*",
        ["pull_request.edited"] = "edited pull request*",
        ["merge_request.drafted"] = "drafted merge request*",
        ["merge_request.opened"] = "opened merge request*",
        ["merge_request.merged"] = "merged merge request*",
        ["merge_request.merging"] = "merge request* merged for others",
        ["merge_request.closed"] = "closed merge request*",
        ["merge_request.edited"] = "edited merge request*",
        ["merge_request.approved"] = "approval*",
        ["pull_request_review.submitted"] = "review*",
        ["pull_request_review.commented"] = "review* with comments only",
        ["pull_request_review.edited"] = "edited review*",
        ["pull_request_review_comment.created"] = "comment* on code",
        ["pull_request_review_comment.edited"] = "edited comment* on code",
        ["push.commit"] = "commit*",
        ["push.co_authored"] = "co-authored commit*",
        ["push.merge_commit"] = "merge commit*",
        ["commit_comment.created"] = "comment* on commits",
        ["tag_push.created"] = "tag*",
        ["release.published"] = "release*",
        ["release.edited"] = "edited release*",
        ["discussion.created"] = "opened discussion*",
        ["discussion.edited"] = "edited discussion*",
        ["discussion.answered"] = "answer*",
        ["discussion_comment.created"] = "comment* in discussions",
        ["discussion_comment.edited"] = "edited comment* in discussions",
        ["gollum.created"] = "new wiki page*",
        ["gollum.edited"] = "edit* of wiki pages",
        ["wiki_page.created"] = "new wiki page*",
        ["wiki_page.edited"] = "edit* of wiki pages",
        ["wiki.created"] = "new wiki page*",
        ["wiki.edited"] = "edit* of wiki pages",
        ["star.created"] = "star*",
        ["fork.created"] = "fork*",
        ["sponsorship.created"] = "sponsorship*",
        ["repository_advisory.published"] = "security report*",
        ["workflow_run.completed"] = "workflow run*",
        ["topic.created"] = "topic*",
        ["post.created"] = "post*",
        ["post.liked"] = "like*",
        ["solution.accepted"] = "accepted answer*",
        ["emoji.awarded"] = "emoji reaction*",
        ["reaction.added"] = "reaction*",
        ["message.created"] = "message*",
        ["thanks.given"] = "message* of thanks",
        ["proposal.approved"] = "reviewed grant*",
        ["completed"] = "finished task*",
        ["api"] = "grant*",
    };

    private static readonly Dictionary<string, string> Nodes = new(StringComparer.Ordinal)
    {
        [NodeTypes.Repository] = "work* in repositories",
        [NodeTypes.Folder] = "folder*",
        [NodeTypes.Commit] = "commit*",
        [NodeTypes.Pull] = "pull request*",
        [NodeTypes.Review] = "review*",
        [NodeTypes.ReviewComment] = "comment* on code",
        [NodeTypes.Issue] = "issue*",
        [NodeTypes.Comment] = "comment*",
        [NodeTypes.Discussion] = "discussion*",
        [NodeTypes.Release] = "release*",
        [NodeTypes.WikiPage] = "wiki page*",
        [NodeTypes.Advisory] = "security report*",
        [NodeTypes.Sponsorship] = "sponsorship*",
        [NodeTypes.Message] = "message*",
        [NodeTypes.Thanks] = "message* of thanks",
        [NodeTypes.Task] = "task*",
        [NodeTypes.Grant] = "grant*",
    };

    /// <summary>What somebody did to something that they did not make.</summary>
    private static readonly Dictionary<string, string> Acts = new(StringComparer.Ordinal)
    {
        [EdgeTypes.Merges] = "merged for others",
        [EdgeTypes.ReactsTo] = "they reacted to",
        [EdgeTypes.Stars] = "they starred",
        [EdgeTypes.Forks] = "they forked",
        [EdgeTypes.Requests] = "they asked for",
        [EdgeTypes.Supports] = "that support them",
    };

    /// <summary>Grants of a key, which is what <see cref="Grant.Key"/> says.</summary>
    public static string OfGrants(string key, int count) =>
        Grants.TryGetValue(key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..], out var words) ? Counted(words, count)
        : Counted($"grant* of “{PlainLine.Of(key, WordMax)}”", count);

    /// <summary>Whether a kind of grants has words of its own.</summary>
    internal static bool HasWords(string key) => Grants.ContainsKey(key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    /// <summary>Contributions of a type that somebody made, or did something to.</summary>
    public static string OfContributions(string type, string? act, int count)
    {
        var words = Nodes.GetValueOrDefault(type) ?? $"contribution* of type “{PlainLine.Of(type, WordMax)}”";
        return Counted(act is null or EdgeTypes.Authors ? words
            : $"{words} {Acts.GetValueOrDefault(act) ?? $"by “{PlainLine.Of(act, WordMax)}”"}", count);
    }

    /// <summary>A number and what is counted by it: the first <c>*</c> is the plural's, others are of whoever wrote the words.</summary>
    public static string Counted(string words, int count) =>
        count.ToString("N0", CultureInfo.InvariantCulture) + " " + (words.Split('*', 2) is [var noun, var rest]
            ? noun + (count == 1 ? "" : "s") + rest : words);
}
