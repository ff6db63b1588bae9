using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>GitHub: signs the body in <see cref="WebhookSignature.Header"/>, and names event and delivery in headers.</summary>
internal static class GitHubSender
{
    public static WebhookSender Sender { get; } = new("github", config => config.Github, Refuse, Read);

    private static string? Refuse(WebhookArrival arrival) => WebhookSignature.Refuse(arrival, WebhookSignature.Header);

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var name = arrival.Header(GitHubWebhook.EventHeader);
        var outcome = name.Length == 0
            ? new WebhookOutcome.Malformed($"the header {GitHubWebhook.EventHeader} is missing: it names the event")
            : GitHubWebhook.Normalise(name, arrival.Body, arrival.Weights, arrival.Counting);
        return new WebhookEvent(name, arrival.Header(GitHubWebhook.DeliveryHeader), outcome);
    }
}
