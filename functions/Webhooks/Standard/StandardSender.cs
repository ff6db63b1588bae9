using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Standard;

/// <summary>Anybody who signs by Standard Webhooks: <c>{"type","timestamp","data"}</c> with Grain's own types.</summary>
internal sealed class StandardSender(WebhookDoor door)
{
    public static WebhookSender Sender { get; } = new("standard", SecretForm.Key, StandardSignature.Prove, Read)
    {
        Sign = StandardSignature.Sign,
    };

    private static ApiOperation Receive =>
        WebhookOperation.Signed("Takes an event of Grain's own types, by Standard Webhooks", required: true)
        .Takes(WebhookOperation.StandardEvent);

    [Function("WebhooksStandard"), Operation("receiveStandard", nameof(Receive))]
    public Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/standard")] HttpRequest request,
        CancellationToken cancellation) =>
        door(Sender, request, cancellation);

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var type = "";
        var outcome = Payload.Read(arrival.Body, root =>
        {
            type = root.Text("type");
            return GrainEvent.Read(type, root.Raw("data"), "$.data", arrival.At);
        }, mends: false);
        return new WebhookEvent(type, arrival.Header(StandardSignature.IdHeader), outcome);
    }
}
