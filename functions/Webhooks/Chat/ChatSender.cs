using Grain.Functions.Webhooks.Proof;


namespace Grain.Functions.Webhooks.Chat;

/// <summary>
/// A forwarder of a chat system such as Discord or Slack: a small program of the community's that tells who wrote, reacted and thanked,
/// never what was written. Signed by Standard Webhooks. It can grant nothing but what the space gives for these three.
/// </summary>
internal static class ChatSender
{
    public static WebhookSender Sender { get; } = new("chat", config => config.Chat, StandardSignature.Refuse, Read);

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var (type, outcome) = ChatWebhook.Normalise(arrival.Body, arrival.Weights, arrival.Counting);
        return new WebhookEvent(type, arrival.Header(StandardSignature.IdHeader), outcome);
    }
}
