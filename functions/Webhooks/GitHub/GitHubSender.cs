using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>GitHub: signs the body, and names event and delivery in headers.</summary>
internal sealed class GitHubSender(WebhookDoor door)
{
    private const string SignatureHeader = WebhookSignature.Header;

    public static WebhookSender Sender { get; } = new(
        "github", SecretForm.Text, arrival => WebhookSignature.Prove(arrival, SignatureHeader), Read)
    {
        Kinds = GitHubKinds.All,
        HasInstances = true,
        Hooks = new GitHubHooks(),
        Sign = sent =>
        [
            (GitHubWebhook.EventHeader, sent.Event), (GitHubWebhook.DeliveryHeader, sent.Delivery),
            .. WebhookSignature.Sign(sent, SignatureHeader),
        ],
    };

    private static ApiOperation Receive => WebhookOperation.Delivery("Takes a delivery of GitHub").Takes(WebhookOperation.AnyObject)
        .Header(GitHubWebhook.EventHeader, "The event's name.", required: true)
        .Header(GitHubWebhook.DeliveryHeader, "The id of the delivery.")
        .Header(SignatureHeader, WebhookOperation.HmacForm, required: true);

    [Function("WebhooksGitHub"), Operation("receiveGitHub", nameof(Receive))]
    public Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/github")] HttpRequest request,
        CancellationToken cancellation) =>
        door(Sender, request, cancellation);

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var name = arrival.Header(GitHubWebhook.EventHeader);
        var outcome = name.Length == 0
            ? new WebhookOutcome.Malformed($"the header {GitHubWebhook.EventHeader} is missing: it names the event")
            : GitHubWebhook.Normalise(name, arrival.Body, arrival.Weights, arrival.Counting);
        return new WebhookEvent(name, arrival.Header(GitHubWebhook.DeliveryHeader), outcome);
    }
}
