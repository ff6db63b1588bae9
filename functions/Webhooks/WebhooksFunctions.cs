using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Chat;
using Grain.Functions.Webhooks.CloudEvents;
using Grain.Functions.Webhooks.Discourse;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.GitLab;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Standard;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Webhooks;

/// <summary>Where deliveries come in: <c>POST /api/spaces/{space}/webhooks/{sender}</c>. They need no key: each proves itself.</summary>
internal sealed class WebhooksFunctions(WebhookIntake intake, SpaceDirectory spaces, IOptions<GrainOptions> options, TimeProvider time)
{
    private static readonly ApiShape CloudEvent = Shape.Json(
        """
        {
          "type": "object",
          "properties": {
            "specversion": { "type": "string", "const": "1.0" },
            "id": { "type": "string" },
            "source": { "type": "string" },
            "type": { "type": "string" },
            "data": {},
            "data_base64": { "type": "string" }
          },
          "required": ["specversion", "id", "source", "type"]
        }
        """);

    private static readonly ApiShape StandardEvent = Shape.Json(
        """
        {
          "type": "object",
          "properties": { "type": { "type": "string" }, "timestamp": { "type": "string", "format": "date-time" }, "data": {} },
          "required": ["type"]
        }
        """);

    private static readonly ApiShape AnyObject = Shape.Json("""{"type":"object"}""");

    private const string HmacForm = "`sha256=` and the hexadecimal HMAC-SHA256 of the body with the space's secret.";

    private static ApiOperation Signed(ApiOperation operation, bool required) => operation
        .Header(StandardSignature.IdHeader, "The id of the delivery, the same when it is sent again.", required)
        .Header(StandardSignature.TimestampHeader, "When it is sent, in seconds since 1970.", required)
        .Header(StandardSignature.SignatureHeader, "Signatures as Standard Webhooks has them: `v1,` and base64.", required);

    private static ApiOperation Delivery(string summary) => new ApiOperation("Webhooks", summary)
        .Answers(202, "It is accepted and will count, or there is nothing to count in it.", WebhookJson.Default.WebhookAnswer)
        .Refuses(401, "Nothing proves who sent it.")
        .Refuses(503, "It could not be taken in time; to be sent again.");

    private static ApiOperation GitHub => Delivery("Takes a delivery of GitHub").Takes(AnyObject)
        .Header(GitHubWebhook.EventHeader, "The event's name.", required: true)
        .Header(GitHubWebhook.DeliveryHeader, "The id of the delivery.")
        .Header(WebhookSignature.Header, HmacForm, required: true);

    [Function("WebhooksGitHub"), Operation("receiveGitHub", nameof(GitHub))]
    public Task<IResult> GitHubAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/github")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(GitHubSender.Sender, request, cancellation);

    private static ApiOperation GitLab =>
        Signed(Delivery("Takes a delivery of GitLab"), required: false).Takes(AnyObject)
        .Header(GitLabSender.TokenHeader, "The space's secret token, where GitLab does not sign.")
        .Header("Idempotency-Key", "The id of the delivery, the same when it is sent again.")
        .Header("X-Gitlab-Event-UUID", "The id of the delivery in older versions.");

    [Function("WebhooksGitLab"), Operation("receiveGitLab", nameof(GitLab))]
    public Task<IResult> GitLabAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/gitlab")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(GitLabSender.Sender, request, cancellation);

    private static ApiOperation Discourse => Delivery("Takes a delivery of Discourse").Takes(AnyObject)
        .Header(DiscourseSender.EventHeader, "The event's name.", required: true)
        .Header("X-Discourse-Event-Id", "The id of the delivery.")
        .Header("X-Discourse-Instance", "The forum's address.")
        .Header(DiscourseSender.SignatureHeader, HmacForm + " It may be missing where the space accepts unsigned deliveries.");

    [Function("WebhooksDiscourse"), Operation("receiveDiscourse", nameof(Discourse))]
    public Task<IResult> DiscourseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/discourse")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(DiscourseSender.Sender, request, cancellation);

    private static ApiOperation Standard =>
        Signed(Delivery("Takes an event of Grain's own types, by Standard Webhooks"), required: true).Takes(StandardEvent);

    [Function("WebhooksStandard"), Operation("receiveStandard", nameof(Standard))]
    public Task<IResult> StandardAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/standard")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(StandardSender.Sender, request, cancellation);

    private static ApiOperation CloudEvents =>
        Signed(Delivery("Takes CloudEvents of Grain's own types"), required: false).Token()
        .Takes(CloudEvent, "application/cloudevents+json")
        .Takes(Shape.Many(CloudEvent), "application/cloudevents-batch+json")
        .Takes(Shape.Json("{}"))
        .Header("ce-specversion", "Of an event whose body is its data alone: `1.0`.")
        .Header("ce-id", "Likewise: its id.")
        .Header("ce-source", "Likewise: its source.")
        .Header("ce-type", "Likewise: its type.");

    [Function("WebhooksCloudEvents"), Operation("receiveCloudEvents", nameof(CloudEvents))]
    public Task<IResult> CloudEventsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/cloudevents")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(CloudEventsSender.Sender, request, cancellation);

    private static ApiOperation AskCloudEvents =>
        new ApiOperation("Webhooks", "Whether a sender may send CloudEvents (their web hook handshake)")
        .Header("WebHook-Request-Origin", "The sender's name.", required: true)
        .Header("WebHook-Request-Rate", "How many a minute it would like to send.")
        .Answers(200, "It may.", null, ApiMedia.Json,
            new("WebHook-Allowed-Origin", "The sender's name.", true), new("WebHook-Allowed-Rate", "How many a minute.", true),
            new("Allow", "The methods.", true))
        .Refuses(403, "The space takes no CloudEvents.");

    /// <summary>A sender of CloudEvents asks whether it may send.</summary>
    [Function("WebhooksAskCloudEvents"), Operation("askCloudEvents", nameof(AskCloudEvents))]
    public Task<IResult> AskCloudEventsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "api/spaces/{space}/webhooks/cloudevents")] HttpRequest request,
        CancellationToken cancellation) =>
        CloudEventsHandshake.AnswerAsync(request, spaces, cancellation);

    private static ApiOperation Chat =>
        Signed(Delivery("Takes an event of a chat system's forwarder"), required: true).Takes(StandardEvent);

    [Function("WebhooksChat"), Operation("receiveChat", nameof(Chat))]
    public Task<IResult> ChatAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/chat")] HttpRequest request,
        CancellationToken cancellation) =>
        ReceiveAsync(ChatSender.Sender, request, cancellation);

    private Task<IResult> ReceiveAsync(WebhookSender sender, HttpRequest request, CancellationToken cancellation)
    {
        var most = options.Value.MaxWebhookBodyBytes;
        if (request.ContentLength > most)
            return Task.FromResult<IResult>(Problem.TooLarge($"The body may have at most {most} bytes here."));
        request.LimitBody(most);
        return AnswerLimit.WithinAsync(time, token => intake.ReceiveAsync(sender, request, token), cancellation);
    }
}
