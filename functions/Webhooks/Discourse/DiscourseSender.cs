using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>
/// Discourse: signs the body if it was given a secret. Its id of an event is a new one when the event is sent again by hand, so what tells
/// happenings apart is in the grants' ids: the numbers of posts and topics.
/// </summary>
internal sealed class DiscourseSender(WebhookDoor door)
{
    private const string SignatureHeader = "X-Discourse-Event-Signature";
    private const string EventHeader = "X-Discourse-Event";
    private const string DeliveryHeader = "X-Discourse-Event-Id";
    private const string InstanceHeader = "X-Discourse-Instance";

    public static WebhookSender Sender { get; } = new("discourse", SecretForm.Text, Prove, Read)
    {
        Kinds = DiscourseKinds.All,
        HasInstances = true,
        NodesNameHost = true,
        MayBeUnsigned = true,
        Sign = sent =>
        [
            (EventHeader, sent.Event), (DeliveryHeader, sent.Delivery), (InstanceHeader, "https://forum.example"),
            .. WebhookSignature.Sign(sent, SignatureHeader),
        ],
    };

    private static ApiOperation Receive => WebhookOperation.Delivery("Takes a delivery of Discourse").Takes(WebhookOperation.AnyObject)
        .Header(EventHeader, "The event's name.", required: true)
        .Header(DeliveryHeader, "The id of the delivery.")
        .Header(InstanceHeader, "The forum's address.")
        .Header(SignatureHeader, WebhookOperation.HmacForm + " It may be missing where the space accepts unsigned deliveries.");

    [Function("WebhooksDiscourse"), Operation("receiveDiscourse", nameof(Receive))]
    public Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/discourse")] HttpRequest request,
        CancellationToken cancellation) =>
        door(Sender, request, cancellation);

    private static SenderProof Prove(WebhookArrival arrival)
    {
        var isUnsigned = arrival.Header(SignatureHeader).Length == 0 || arrival.Secrets.Count == 0;
        return isUnsigned && arrival.Source.AcceptUnsigned ? SenderProof.Proven : WebhookSignature.Prove(arrival, SignatureHeader);
    }

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var name = arrival.Header(EventHeader);
        var outcome = name.Length == 0
            ? new WebhookOutcome.Malformed($"the header {EventHeader} is missing: it names the event")
            : DiscourseWebhook.Normalise(name, arrival.Header(InstanceHeader), arrival.Body, arrival.Weights, arrival.Counting);
        return new WebhookEvent(name, arrival.Header(DeliveryHeader), outcome);
    }
}
