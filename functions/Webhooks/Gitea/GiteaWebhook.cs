using System.Buffers;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Gitea;

/// <summary>
/// Turns what Gitea and Forgejo send into grants. Their payloads are GitHub's in most. Pure: the same event, body, weights and options give
/// the same outcome. What each event gives is told in <c>docs/webhooks.md</c>.
/// </summary>
public static class GiteaWebhook
{
    /// <summary>Gitea and Forgejo as a forge.</summary>
    internal static Forge Forge { get; } = new("codeberg.org", GiteaKinds.All)
    {
        LoginCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
        Relays = ["noreply.", "users.noreply."],
        Numbered = [NodeTypes.Issue, NodeTypes.Pull],
        PullWord = "pulls",
    };

    /// <summary>Reads one delivery. Never throws for anything in the event's name or the body.</summary>
    /// <param name="eventName">The event. An unknown one is ignored.</param>
    /// <param name="body">The payload, as JSON.</param>
    /// <param name="weights">The points that events are worth.</param>
    /// <param name="options">What to count; <see cref="CountingOptions.Default"/> if not given.</param>
    public static WebhookOutcome Normalise(string eventName, ReadOnlyMemory<byte> body, EventWeights weights,
        CountingOptions? options = null) =>
        Payload.Read(body, root =>
        {
            var delivery = new ForgeDelivery(Forge, eventName, root, weights, options ?? CountingOptions.Default);
            Read(delivery);
            return delivery.Outcome(delivery.Instance.Host);
        });

    private static void Read(ForgeDelivery delivery)
    {
        switch (delivery.Event)
        {
            case "issues": Issues.Read(delivery); break;
            case "issue_comment": Comments.ReadOnIssue(delivery); break;
            case "pull_request" or "pull_request_approved" or "pull_request_rejected" or "pull_request_comment":
                if (delivery.Action == "reviewed") GiteaReviews.Read(delivery);
                else Pulls.Read(delivery);
                break;
            case "push": Pushes.Read(delivery); break;
            case "release": Releases.Read(delivery); break;
            case "wiki": ReadWiki(delivery); break;
            case "fork": // it calls the new repository "repository", and what was forked "forkee"
                StarsAndForks.CountOnce(
                    delivery, "fork.created", EdgeTypes.Forks, "forkee", delivery.Root.Object("repository").OptionalTime("created_at"));
                break;
            default: delivery.Skip(WhyNot(delivery.Event)); break;
        }
    }

    /// <summary>Pages have no number and edits no version: the message and the repository's last change stand for it.</summary>
    private static void ReadWiki(ForgeDelivery delivery)
    {
        if (delivery.Action is not ("created" or "edited"))
        {
            delivery.SkipAction();
            return;
        }

        var at = WikiPages.Time(delivery);
        if (delivery.Sender() is not { } writer) return;
        var (root, name) = (delivery.Root, delivery.Root.Text("page"));
        WikiPages.Count(delivery, "wiki." + delivery.Action, name, () => delivery.Action == "created" ? "created"
            : BoundedText.Hash($"{root.OptionalText("comment")}\n{root.Object("repository").OptionalText("updated_at")}"),
            (null, null), writer, at);
    }

    /// <summary>Events that give nothing, and why.</summary>
    private static string WhyNot(string eventName) => eventName switch
    {
        "create" or "delete" => "a branch or a tag is no contribution; its commits are",
        "package" => "what is in a package counts as its release and its commits",
        "status" or "schedule" or "workflow_run" or "workflow_job" or "action_run_failure" or "action_run_recover"
            or "action_run_success" => $"{eventName} tells of the work of machines",
        "repository" => $"{eventName} tells of administration",
        _ => $"{BoundedText.Line(eventName, 60)} is an unknown event",
    };
}
