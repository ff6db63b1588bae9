using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Issues: opened, closed, reopened, edited; deleted and transferred away.</summary>
internal static class IssueEvents
{
    public static void Read(GitHubDelivery delivery)
    {
        switch (delivery.Action)
        {
            case "opened":
                delivery.Count(Opened(delivery));
                break;
            case "deleted" or "transferred": // a transferred issue is opened in its new repository, which says so by itself
                delivery.TakeBack(Opened(delivery));
                break;
            case "closed":
                delivery.Count(Closed(delivery));
                break;
            case "reopened": // it was opened before; only the closing came to nothing, whoever did it
                delivery.TakeBackIfCounted(Reopened(delivery));
                break;
            case "edited":
                var facts = new FactSheet("github");
                var issue = delivery.Root.Object("issue");
                GitHubItems.CountEdit(delivery, GitHubKinds.IssueEdited, issue, facts.Tell(delivery, GitHubItems.TypeOf(issue), issue),
                    facts);
                break;
            default:
                delivery.SkipAction();
                break;
        }
    }

    private static Contribution Opened(GitHubDelivery delivery)
    {
        var issue = delivery.Root.Object("issue");
        var facts = new FactSheet("github");
        var node = facts.Tell(delivery, NodeTypes.Issue, issue);
        var at = delivery.Time(issue, "created_at");
        return new Contribution
        {
            Kind = GitHubKinds.IssueOpened,
            Subject = BoundedText.Digits(issue.Number("id")),
            By = delivery.Find(issue, "user"),
            At = at,
            Facts = facts.Mention(node, issue.OptionalText("body"), delivery.Repository, at),
            OwnNode = node,
        };
    }

    /// <summary>Once an issue: what was taken back by reopening it does not count again.</summary>
    private static Contribution Closed(GitHubDelivery delivery)
    {
        var issue = delivery.Root.Object("issue");
        return new Contribution
        {
            Kind = GitHubKinds.IssueClosed,
            Subject = BoundedText.Digits(issue.Number("id")),
            By = delivery.Find(delivery.Root, "sender"),
            At = delivery.Time(issue, "closed_at", "updated_at", "created_at"),
        };
    }

    /// <summary>
    /// The closing that a reopening ends. Of a thing that was closed before, its creation says nothing: the arrival stands for a time that
    /// is missing.
    /// </summary>
    private static Contribution Reopened(GitHubDelivery delivery) =>
        Closed(delivery) with { At = delivery.Time(delivery.Root.Object("issue"), "closed_at", "updated_at") };
}
