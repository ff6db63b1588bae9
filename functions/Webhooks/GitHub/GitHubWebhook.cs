using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using System.Text.RegularExpressions;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Turns what GitHub sends into grants. Pure: the same event, body, weights and options give the same outcome. The signature is
/// checked before, by <see cref="WebhookSignature"/>; what each event gives is told in <c>docs/webhooks.md</c>.
/// </summary>
public static partial class GitHubWebhook
{
    /// <summary>The header that names the event.</summary>
    public const string EventHeader = "X-GitHub-Event";

    /// <summary>The header with the id of the delivery, the same when it is sent again.</summary>
    public const string DeliveryHeader = "X-GitHub-Delivery";

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
            var delivery = new GitHubDelivery(eventName, root, weights, options ?? CountingOptions.Default);
            Read(delivery);
            return delivery.Outcome(delivery.Instance.Host);
        });

    /// <summary>GitHub makes a private fork of a repository for each advisory: <c>hello-ghsa-jfh8-c2jp-5v3q</c>.</summary>
    private static bool IsAdvisoryFork(Payload root) =>
        root.OptionalObject("repository") is { } repository && repository.IsTrue("private")
        && repository.OptionalText("full_name") is { } name && AdvisoryFork().IsMatch(name);

    private static void Read(GitHubDelivery delivery)
    {
        switch (delivery.Event)
        {
            case "issues": IssueEvents.Read(delivery); break;
            case "issue_comment": CommentEvents.ReadIssueComment(delivery); break;
            case "commit_comment": CommentEvents.ReadCommitComment(delivery); break;
            case "discussion_comment": CommentEvents.ReadDiscussionComment(delivery); break;
            case "pull_request_review_comment": CommentEvents.ReadLineComment(delivery); break;
            case "pull_request": PullRequestEvents.Read(delivery); break;
            case "pull_request_review": ReviewEvents.Read(delivery); break;
            case "push": PushEvents.Read(delivery); break;
            case "release": ReleaseEvents.Read(delivery); break;
            case "discussion": DiscussionEvents.Read(delivery); break;
            case "gollum": WikiEvents.Read(delivery); break;
            case "star": CommunityEvents.ReadStar(delivery); break;
            case "fork": CommunityEvents.ReadFork(delivery); break;
            case "sponsorship": CommunityEvents.ReadSponsorship(delivery); break;
            case "repository_advisory": AdvisoryEvents.Read(delivery); break;
            case "workflow_run": WorkflowEvents.Read(delivery); break;
            default: delivery.Skip(UncountedEvents.WhyNot(delivery.Event)); break;
        }
    }

    [GeneratedRegex("-ghsa(?:-[0-9a-z]{4}){3}$", RegexOptions.CultureInvariant)]
    private static partial Regex AdvisoryFork();
}
