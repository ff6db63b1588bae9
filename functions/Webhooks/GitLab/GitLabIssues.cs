using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Issues and other work items: opened, closed, edited; moved to another project, where they are opened anew. GitLab tells no deletions.
/// </summary>
internal static class GitLabIssues
{
    public static void Read(GitLabDelivery delivery)
    {
        var isMoved = delivery.Subject.Has("moved_to_id");
        switch (delivery.Action)
        {
            case "open": delivery.Count(Opened(delivery)); break;
            case "close" or "update" when isMoved: delivery.TakeBack(Opened(delivery), "gitlab:issue.moved"); break;
            case "close": delivery.Count(Closed(delivery)); break;
            case "reopen": delivery.TakeBackIfCounted(Reopened(delivery), "gitlab:issue.reopened"); break;
            case "update": delivery.CountEdit(GitLabKinds.IssueEdited, NodeTypes.Issue); break;
            default: delivery.SkipAction("issue"); break;
        }
    }

    private static Contribution Opened(GitLabDelivery delivery)
    {
        var issue = delivery.Subject;
        var facts = new FactSheet("gitlab");
        var node = delivery.Tell(facts, NodeTypes.Issue, issue);
        var at = delivery.Time(issue, "created_at");
        delivery.Mention(facts, node, issue.OptionalText("description"), at);
        return new Contribution
        {
            Kind = GitLabKinds.IssueOpened,
            Subject = delivery.Key(issue.Number("id")),
            By = delivery.Author(issue),
            At = at,
            Facts = facts,
            OwnNode = node
        };
    }

    /// <summary>Once an issue, however often it is reopened.</summary>
    private static Contribution Closed(GitLabDelivery delivery) => new()
    {
        Kind = GitLabKinds.IssueClosed,
        Subject = delivery.Key(delivery.Subject.Number("id")),
        By = delivery.Actor(),
        At = delivery.Time(delivery.Subject, "closed_at", "updated_at", "created_at"),
    };

    /// <summary>
    /// The closing that a reopening ends. Of a thing that was closed before, its creation says nothing: the arrival stands for a time that
    /// is missing.
    /// </summary>
    private static Contribution Reopened(GitLabDelivery delivery) =>
        Closed(delivery) with { At = delivery.Time(delivery.Subject, "closed_at", "updated_at") };
}
