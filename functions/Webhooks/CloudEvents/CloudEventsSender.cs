using Grain.Functions.Webhooks.Proof;


namespace Grain.Functions.Webhooks.CloudEvents;

/// <summary>
/// Anybody who sends CloudEvents 1.0 over HTTP (structured, batched or binary) with Grain's own types. Proven by the headers of Standard
/// Webhooks, which sign the body, or by a token in <c>Authorization: Bearer</c>, as the CloudEvents web hook specification has it.
/// </summary>
internal static class CloudEventsSender
{
    private const string Bearer = "Bearer ";

    public static WebhookSender Sender { get; } = new("cloudevents", config => config.Cloudevents, Refuse, CloudEvent.Read);

    private static string? Refuse(WebhookArrival arrival)
    {
        if (arrival.Header(StandardSignature.SignatureHeader).Length > 0) return StandardSignature.Refuse(arrival);
        var authorization = arrival.Header("Authorization");
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return $"There is neither a header {StandardSignature.SignatureHeader} nor Authorization: Bearer.";
        return SharedToken.Matches(authorization[Bearer.Length..].Trim(), arrival.Secrets) ? null : "The token is none of the space's.";
    }
}
