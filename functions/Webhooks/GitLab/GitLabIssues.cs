using Grain.Functions.Ledgers.Grants;

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
            case "open": delivery.Count(delivery.Opened("issue.opened", NodeTypes.Issue)); break;
            case "close" or "update" when isMoved:
                delivery.TakeBack(delivery.Opened("issue.opened", NodeTypes.Issue), "issue.moved"); break;
            case "close": delivery.Count(delivery.Closed("issue.closed")); break;
            case "reopen": delivery.Reopened("issue.closed", "issue.reopened"); break;
            case "update": delivery.CountEdit("issue.edited", NodeTypes.Issue); break;
            default: delivery.SkipAction("issue"); break;
        }
    }
}
