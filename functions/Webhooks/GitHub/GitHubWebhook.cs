using System.Text.RegularExpressions;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Commits;
using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Turns what GitHub sends into grants. Pure: the same event, body, weights and options give the same outcome. The signature is
/// checked before; what each event gives is told in <c>docs/webhooks.md</c>.
/// </summary>
public static partial class GitHubWebhook
{
    /// <summary>The header that names the event.</summary>
    public const string EventHeader = "X-GitHub-Event";

    /// <summary>The header with the id of the delivery, the same when it is sent again.</summary>
    public const string DeliveryHeader = "X-GitHub-Delivery";

    private static readonly CommentForm OnLine = new("pull_request_review_comment", "review-comment", NodeTypes.ReviewComment);
    private static readonly CommentForm OnCommit = new("commit_comment", "commit-comment", NodeTypes.Comment) { HasEdits = false };

    /// <summary>GitHub as a forge.</summary>
    internal static Forge Forge { get; } = new(Instance.GitHub.Host, GitHubKinds.All)
    {
        Relays = ["users.noreply."],
        Numbered = [NodeTypes.Issue, NodeTypes.Pull, NodeTypes.Discussion],
        PullWord = "pull",
    };

    /// <summary>Reads one delivery. Never throws for anything in the event's name or the body.</summary>
    /// <param name="eventName">The value of <see cref="EventHeader"/>. An unknown one is ignored.</param>
    /// <param name="body">The raw body.</param>
    /// <param name="weights">The points that events are worth.</param>
    /// <param name="options">What to count; <see cref="CountingOptions.Default"/> if not given.</param>
    public static WebhookOutcome Normalise(string eventName, ReadOnlyMemory<byte> body, EventWeights weights,
        CountingOptions? options = null) =>
        Payload.Read(body, root =>
        {
            if (IsAdvisoryFork(root))
                return new WebhookOutcome.Ignored("it works on an advisory that is not published, and a ledger is read by many");
            var delivery = new ForgeDelivery(Forge, eventName, root, weights, options ?? CountingOptions.Default);
            Read(delivery);
            return delivery.Outcome(delivery.Instance.Host);
        });

    /// <summary>GitHub makes a private fork of a repository for each advisory: <c>hello-ghsa-jfh8-c2jp-5v3q</c>.</summary>
    private static bool IsAdvisoryFork(Payload root) =>
        root.OptionalObject("repository") is { } repository && repository.IsTrue("private")
        && repository.OptionalText("full_name") is { } name && AdvisoryFork().IsMatch(name);

    private static void Read(ForgeDelivery delivery)
    {
        switch (delivery.Event)
        {
            case "issues": Issues.Read(delivery); break;
            case "issue_comment": Comments.ReadOnIssue(delivery); break;
            case "commit_comment": Comments.Read(delivery, OnCommit, (_, comment) => CommitOf(delivery, comment)); break;
            case "discussion_comment": DiscussionEvents.ReadComment(delivery); break;
            case "pull_request_review_comment": Comments.ReadOn(delivery, OnLine, "pull_request", NodeTypes.Pull); break;
            case "pull_request": Pulls.Read(delivery); break;
            case "pull_request_review": ReviewEvents.Read(delivery); break;
            case "push": Pushes.Read(delivery); break;
            case "release": Releases.Read(delivery); break;
            case "discussion": DiscussionEvents.Read(delivery); break;
            case "gollum": WikiEvents.Read(delivery); break;
            case "star": ReadStar(delivery); break;
            case "fork":
                StarsAndForks.CountOnce(delivery, "fork.created", EdgeTypes.Forks, "repository",
                    delivery.Root.IsNull("forkee") ? null // a fork that is gone already
                    : delivery.Root.Object("forkee").OptionalTime("created_at"));
                break;
            case "sponsorship": SponsorshipEvents.Read(delivery); break;
            case "repository_advisory": AdvisoryEvents.Read(delivery); break;
            case "workflow_run": WorkflowEvents.Read(delivery); break;
            default: delivery.Skip(UncountedEvents.WhyNot(delivery.Event)); break;
        }
    }

    private static (string Node, string Name) CommitOf(ForgeDelivery delivery, Payload comment)
    {
        var sha = comment.Text("commit_id");
        if (!CommitHash.IsValid(sha)) throw comment.Fault("commit_id", "is not the hash of a commit");
        return (delivery.Repository.Commit(sha), sha[..7]);
    }

    private static void ReadStar(ForgeDelivery delivery)
    {
        if (delivery.Action == "created")
            StarsAndForks.CountOnce(delivery, "star.created", EdgeTypes.Stars, "repository", delivery.Root.OptionalTime("starred_at"));
        else if (delivery.Action == "deleted")
            delivery.Skip("a star counts once for ever: taking it back or giving it again changes nothing");
        else delivery.SkipAction();
    }

    [GeneratedRegex("-ghsa(?:-[0-9a-z]{4}){3}$", RegexOptions.CultureInvariant)]
    private static partial Regex AdvisoryFork();
}
