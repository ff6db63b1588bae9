using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Discourse;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.GitLab;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks;

/// <summary>What the API document says of the slice's addresses. The bodies of forges and forums are theirs to describe.</summary>
internal static class WebhooksDescription
{
    private const string Tag = "Webhooks";
    private const string HmacForm = "`sha256=` and the hexadecimal HMAC-SHA256 of the body with the space's secret.";

    private static readonly ApiShape AnyObject = Shape.Json("""{"type":"object"}""");

    private static readonly ApiShape StandardEvent = Shape.Json(
        """{"type":"object","properties":{"type":{"type":"string"},"timestamp":{"type":"string","format":"date-time"},"data":{}},"required":["type"]}""");

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

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["WebhooksGitHub"] = GitHub,
        ["WebhooksGitLab"] = GitLab,
        ["WebhooksDiscourse"] = Discourse,
        ["WebhooksStandard"] = Standard,
        ["WebhooksCloudEvents"] = CloudEvents,
        ["WebhooksChat"] = Chat,
        ["WebhooksAskCloudEvents"] = AskCloudEvents,
        ["DeliveriesList"] = ListDeliveries,
        ["DeliveriesRead"] = ReadDelivery,
    };

    private static ApiOperation GitHub() => Delivery("receiveGitHub", "Takes a delivery of GitHub").Takes(AnyObject)
        .Header(GitHubWebhook.EventHeader, "The event's name.", required: true)
        .Header(GitHubWebhook.DeliveryHeader, "The id of the delivery.")
        .Header(WebhookSignature.Header, HmacForm, required: true);

    private static ApiOperation GitLab() =>
        Signed(Delivery("receiveGitLab", "Takes a delivery of GitLab"), required: false).Takes(AnyObject)
        .Header(GitLabSender.TokenHeader, "The space's secret token, where GitLab does not sign.")
        .Header("Idempotency-Key", "The id of the delivery, the same when it is sent again.")
        .Header("X-Gitlab-Event-UUID", "The id of the delivery in older versions.");

    private static ApiOperation Discourse() => Delivery("receiveDiscourse", "Takes a delivery of Discourse").Takes(AnyObject)
        .Header(DiscourseSender.EventHeader, "The event's name.", required: true)
        .Header("X-Discourse-Event-Id", "The id of the delivery.")
        .Header("X-Discourse-Instance", "The forum's address.")
        .Header(DiscourseSender.SignatureHeader, HmacForm + " It may be missing where the space accepts unsigned deliveries.");

    private static ApiOperation Standard() => Signed(Delivery("receiveStandard",
        "Takes an event of Grain's own types, by Standard Webhooks"), required: true).Takes(StandardEvent);

    private static ApiOperation CloudEvents() =>
        Signed(Delivery("receiveCloudEvents", "Takes CloudEvents of Grain's own types"), required: false).Token()
        .Takes(CloudEvent, "application/cloudevents+json")
        .Takes(Shape.Many(CloudEvent), "application/cloudevents-batch+json")
        .Takes(Shape.Json("{}"))
        .Header("ce-specversion", "Of an event whose body is its data alone: `1.0`.")
        .Header("ce-id", "Likewise: its id.")
        .Header("ce-source", "Likewise: its source.")
        .Header("ce-type", "Likewise: its type.");

    private static ApiOperation Chat() =>
        Signed(Delivery("receiveChat", "Takes an event of a chat system's forwarder"), required: true).Takes(StandardEvent);

    private static ApiOperation AskCloudEvents() =>
        new ApiOperation(Tag, "askCloudEvents", "Whether a sender may send CloudEvents (their web hook handshake)")
        .Header("WebHook-Request-Origin", "The sender's name.", required: true)
        .Header("WebHook-Request-Rate", "How many a minute it would like to send.")
        .Answers(
            200, "It may.", null, ApiMedia.Json,
            new("WebHook-Allowed-Origin", "The sender's name.", true), new("WebHook-Allowed-Rate", "How many a minute.", true),
            new("Allow", "The methods.", true))
        .Refuses(403, "The space takes no CloudEvents.");

    private static ApiOperation ListDeliveries() => new ApiOperation(Tag, "listDeliveries", "What was delivered, newest first")
        .Query("source", "Only deliveries of this sender.")
        .Query("outcome", "Only deliveries that came to this.", DeliveriesFunctions.Outcomes)
        .Query("after", "The `next` of the page before.")
        .Limit(DeliveriesFunctions.PageDefault, DeliveriesFunctions.PageMax)
        .Answers(200, "A page; the first one counts besides what was refused today.", Shape.Of(DeliveryJson.Default.DeliveriesAnswer));

    private static ApiOperation ReadDelivery() =>
        new ApiOperation(Tag, "getDelivery", "A delivery, with its payload where the space keeps them")
        .Key("id", "The id in the log.")
        .Answers(200, "The delivery.", Shape.Of(DeliveryJson.Default.DeliveryAnswer));

    private static ApiOperation Delivery(string id, string summary) => new ApiOperation(Tag, id, summary)
        .Answers(202, "It is accepted and will count, or there is nothing to count in it.", Shape.Of(WebhookJson.Default.WebhookAnswer))
        .Refuses(401, "Nothing proves who sent it.")
        .Refuses(503, "It could not be taken in time; to be sent again.");

    private static ApiOperation Signed(ApiOperation operation, bool required) => operation
        .Header(StandardSignature.IdHeader, "The id of the delivery, the same when it is sent again.", required)
        .Header(StandardSignature.TimestampHeader, "When it is sent, in seconds since 1970.", required)
        .Header(StandardSignature.SignatureHeader, "Signatures as Standard Webhooks has them: `v1,` and base64.", required);
}
