using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Comments on issues and pull requests, on lines of pull requests, on discussions and on commits: created, edited, deleted.
/// Each of the four has its own numbers at GitHub and therefore its own kind of path.
/// </summary>
internal static class CommentEvents
{
    private sealed record Form(string Path, string NodeType, EventKind Created, EventKind? Edited);

    private static readonly Form OnIssue = new("comment", NodeTypes.Comment, GitHubKinds.IssueCommented, GitHubKinds.IssueCommentEdited);
    private static readonly Form OnLine =
        new("review-comment", NodeTypes.ReviewComment, GitHubKinds.LineCommented, GitHubKinds.LineCommentEdited);
    private static readonly Form OnDiscussion =
        new("discussion-comment", NodeTypes.Comment, GitHubKinds.DiscussionCommented, GitHubKinds.DiscussionCommentEdited);
    private static readonly Form OnCommit = new("commit-comment", NodeTypes.Comment, GitHubKinds.CommitCommented, null);

    public static void ReadIssueComment(GitHubDelivery delivery) => Read(delivery, OnIssue, (facts, _) =>
    {
        var issue = delivery.Root.Object("issue");
        return (facts.Tell(delivery, GitHubItems.TypeOf(issue), issue), Numbered(issue));
    });

    public static void ReadLineComment(GitHubDelivery delivery) => Read(delivery, OnLine, (facts, _) =>
    {
        var pull = delivery.Root.Object("pull_request");
        return (facts.Tell(delivery, NodeTypes.Pull, pull), Numbered(pull));
    });

    public static void ReadDiscussionComment(GitHubDelivery delivery) => Read(delivery, OnDiscussion, (facts, _) =>
    {
        var discussion = delivery.Root.Object("discussion");
        return (facts.Tell(delivery, NodeTypes.Discussion, discussion), Numbered(discussion));
    });

    public static void ReadCommitComment(GitHubDelivery delivery) => Read(delivery, OnCommit, (_, comment) =>
    {
        var sha = comment.Text("commit_id");
        if (!CommitHash.IsValid(sha)) throw comment.Fault("commit_id", "is not the hash of a commit");
        return (delivery.Repository.Commit(sha), sha[..7]);
    });

    /// <summary>
    /// The comment that was chosen to answer a discussion, or ceased to be: told like any comment, and worth something on its own.
    /// </summary>
    public static Contribution Answer(GitHubDelivery delivery, Payload answer)
    {
        var facts = new FactSheet("github");
        var discussion = delivery.Root.Object("discussion");
        var asked = facts.Tell(delivery, NodeTypes.Discussion, discussion);
        var node = Tell(delivery, facts, OnDiscussion, answer, asked, Numbered(discussion));
        var at = delivery.Time(answer, "created_at");
        return new Contribution
        {
            Kind = GitHubKinds.DiscussionAnswered,
            Subject = BoundedText.Digits(answer.Number("id")),
            By = delivery.Find(answer, "user"),
            At = at,
            Facts = facts.Link(node, EdgeTypes.Answers, asked, at),
        };
    }

    private static void Read(GitHubDelivery delivery, Form form, Func<FactSheet, Payload, (string Node, string Name)> tellSubject)
    {
        if (delivery.Action is not ("created" or "deleted" or "edited"))
        {
            delivery.SkipAction();
            return;
        }

        var comment = delivery.Root.Object("comment");
        var facts = new FactSheet("github");
        var (subject, name) = tellSubject(facts, comment);
        var node = Tell(delivery, facts, form, comment, subject, name);
        switch (delivery.Action)
        {
            case "created": delivery.Count(Created(delivery, form, comment, node, facts)); break;
            case "deleted": delivery.TakeBack(Created(delivery, form, comment, node, facts)); break;
            case "edited" when form.Edited is { } edited: GitHubItems.CountEdit(delivery, edited, comment, node, facts); break;
            default: delivery.SkipAction(); break;
        }
    }

    private static Contribution Created(GitHubDelivery delivery, Form form, Payload comment, string node, FactSheet facts)
    {
        var at = delivery.Time(comment, "created_at");
        return new Contribution
        {
            Kind = form.Created,
            Subject = BoundedText.Digits(comment.Number("id")),
            By = delivery.Find(comment, "user"),
            At = at,
            Facts = facts.Mention(node, comment.OptionalText("body"), delivery.Repository, at),
            OwnNode = node,
        };
    }

    private static string Tell(GitHubDelivery delivery, FactSheet facts, Form form, Payload comment, string subject, string name)
    {
        var at = delivery.Time(comment, "created_at");
        var node = delivery.Repository.Thing(form.Path, comment.Number("id"));
        facts.Add(node, form.NodeType, "Comment on " + name, comment.OptionalText("html_url"), at);
        delivery.TellAuthor(facts, comment, "user", node, at);
        facts.Link(node, EdgeTypes.CommentsOn, subject, at);
        if ((comment.OptionalNumber("in_reply_to_id") ?? comment.OptionalNumber("parent_id")) is { } earlier)
            facts.Link(node, EdgeTypes.RepliesTo, delivery.Repository.Thing(form.Path, earlier), at);
        if (comment.OptionalNumber("pull_request_review_id") is { } review)
            facts.Link(node, EdgeTypes.PartOf, delivery.Repository.Thing("review", review), at);
        return node;
    }

    private static string Numbered(Payload thing) => "#" + BoundedText.Digits(thing.Number("number"));
}
