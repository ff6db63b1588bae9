using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>Issues: opened, closed, reopened, edited; deleted and transferred away.</summary>
internal static class Issues
{
    public static void Read(ForgeDelivery delivery)
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
                delivery.Count(delivery.Closed("issues.closed", Issue(delivery)));
                break;
            case "reopened":
                delivery.Reopened("issues.closed", Issue(delivery));
                break;
            case "edited":
                var facts = delivery.Told(TypeOf(Issue(delivery)), Issue(delivery), out var node);
                delivery.CountEdit("issues.edited", Issue(delivery), facts, node);
                break;
            default:
                delivery.SkipAction();
                break;
        }
    }

    /// <summary>What an object of the events for issues is: pull requests are issues, too, and say so.</summary>
    public static string TypeOf(Payload issue) => issue.OptionalObject("pull_request") is null ? NodeTypes.Issue : NodeTypes.Pull;

    private static Payload Issue(ForgeDelivery delivery) => delivery.Root.Object("issue");

    private static Contribution Opened(ForgeDelivery delivery)
    {
        var facts = delivery.Told(NodeTypes.Issue, Issue(delivery), out var node);
        return delivery.Made("issues.opened", Issue(delivery), facts, node, delivery.Time(Issue(delivery), "created_at"));
    }
}
