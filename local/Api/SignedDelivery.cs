using Grain.Functions.Webhooks.Senders;
using Grain.Functions.Webhooks.Proof;

namespace Grain.Local.Api;

/// <summary>Makes the headers that each sender sends, for trying things out.</summary>
internal static class SignedDelivery
{
    /// <summary>The headers of a delivery.</summary>
    /// <param name="source">The sender.</param>
    /// <param name="eventName">The event, for senders who name it in a header.</param>
    /// <param name="delivery">The id of the delivery.</param>
    /// <param name="body">The body.</param>
    /// <param name="secret">What to prove it with; <see langword="null"/> proves nothing.</param>
    /// <param name="at">When it is sent.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(
        string source, string eventName, string delivery, ReadOnlySpan<byte> body, string? secret, DateTimeOffset at)
    {
        var headers = WebhookSenders.All.Single(sender => sender.Name == source)
            .Sign(new SentWebhook(eventName, delivery, body.ToArray(), secret, at))
            .Select(header => KeyValuePair.Create(header.Name, header.Value)).ToList();
        if (headers[0].Key != "Content-Type") headers.Insert(0, new("Content-Type", "application/json"));
        return headers;
    }
}
