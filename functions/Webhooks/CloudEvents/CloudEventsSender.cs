using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Proof;

namespace Grain.Functions.Webhooks.CloudEvents;

/// <summary>
/// Anybody who sends CloudEvents 1.0 over HTTP (structured, batched or binary) with Grain's own types. Proven by the headers of Standard
/// Webhooks, which sign the body, or by a token in <c>Authorization: Bearer</c>, as the CloudEvents web hook specification has it.
/// </summary>
internal sealed class CloudEventsSender(WebhookDoor door)
{
    private const string Bearer = "Bearer ";

    private static readonly ApiShape Event = Shape.Json(
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

    public static WebhookSender Sender { get; } = new("cloudevents", SecretForm.KeyOrToken, Prove, CloudEvent.Read)
    {
        Sign = sent => [("Content-Type", CloudEvent.Structured), .. StandardSignature.Sign(sent)],
    };

    private static ApiOperation Receive => WebhookOperation.Signed("Takes CloudEvents of Grain's own types", required: false).Token()
        .Takes(Event, CloudEvent.Structured)
        .Takes(Shape.Many(Event), CloudEvent.Batched)
        .Takes(Shape.Json("{}"))
        .Header("ce-specversion", "Of an event whose body is its data alone: `1.0`.")
        .Header("ce-id", "Likewise: its id.")
        .Header("ce-source", "Likewise: its source.")
        .Header("ce-type", "Likewise: its type.");

    [Function("WebhooksCloudEvents"), Operation("receiveCloudEvents", nameof(Receive))]
    public Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/cloudevents")] HttpRequest request,
        CancellationToken cancellation) =>
        door(Sender, request, cancellation);

    private static SenderProof Prove(WebhookArrival arrival)
    {
        if (arrival.Header(StandardSignature.SignatureHeader).Length > 0) return StandardSignature.Prove(arrival);
        var authorization = arrival.Header("Authorization");
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? SenderProof.Unless(
                !SharedToken.Matches(authorization[Bearer.Length..].Trim(), arrival.Secrets), "The token is none of the space's.")
            : new SenderProof.Refused($"There is neither a header {StandardSignature.SignatureHeader} nor Authorization: Bearer.");
    }
}
