using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>
/// Discourse: signs the body if it was given a secret. Its id of an event is a new one when the event is sent again by hand, so what tells
/// happenings apart is in the grants' ids: the numbers of posts and topics.
/// </summary>
internal static class DiscourseSender
{
    internal const string SignatureHeader = "X-Discourse-Event-Signature";
    internal const string EventHeader = "X-Discourse-Event";

    public static WebhookSender Sender { get; } = new("discourse", config => config.Discourse, Refuse, Read);

    private static string? Refuse(WebhookArrival arrival)
    {
        var isUnsigned = arrival.Header(SignatureHeader).Length == 0 || arrival.Secrets.Count == 0;
        return isUnsigned && arrival.Source.AcceptUnsigned ? null : WebhookSignature.Refuse(arrival, SignatureHeader);
    }

    private static WebhookEvent Read(WebhookArrival arrival)
    {
        var name = arrival.Header(EventHeader);
        var outcome = name.Length == 0
            ? new WebhookOutcome.Malformed($"the header {EventHeader} is missing: it names the event")
            : DiscourseWebhook.Normalise(name, arrival.Header("X-Discourse-Instance"), arrival.Body, arrival.Weights, arrival.Counting);
        return new WebhookEvent(name, arrival.Header("X-Discourse-Event-Id"), outcome);
    }
}
