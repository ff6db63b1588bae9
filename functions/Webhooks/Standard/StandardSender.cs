using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Standard;

/// <summary>Anybody who signs by Standard Webhooks: <c>{"type","timestamp","data"}</c> with Grain's own types.</summary>
internal static class StandardSender
{
    public static WebhookSender Sender { get; } = new("standard", config => config.Standard, StandardSignature.Refuse, Read);

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
