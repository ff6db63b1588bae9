using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Webhooks.Proof;

namespace Grain.Functions.Webhooks.Chat;

/// <summary>
/// A forwarder of a chat system such as Discord or Slack: a small program of the community's that tells who wrote, reacted and thanked,
/// never what was written. Signed by Standard Webhooks. It can grant nothing but what the space gives for these three.
/// </summary>
internal sealed class ChatSender(WebhookDoor door)
{
    public static WebhookSender Sender { get; } = new("chat", SecretForm.Key, StandardSignature.Prove, Read)
    {
        Kinds = ChatKinds.All,
        Sign = StandardSignature.Sign,
    };

    private static ApiOperation Receive => WebhookOperation.Signed("Takes an event of a chat system's forwarder", required: true)
        .Takes(WebhookOperation.StandardEvent);

    [Function("WebhooksChat"), Operation("receiveChat", nameof(Receive))]
    public Task<IResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/webhooks/chat")] HttpRequest request,
        CancellationToken cancellation) =>
        door(Sender, request, cancellation);

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var (type, outcome) = ChatWebhook.Normalise(arrival.Body, arrival.Weights, arrival.Counting);
        return new WebhookEvent(type, arrival.Header(StandardSignature.IdHeader), outcome);
    }
}
