using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

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
        var headers = new List<KeyValuePair<string, string>>();
        void Add(string name, string value) => headers.Add(new(name, value));
        Add("Content-Type", source == "cloudevents" ? "application/cloudevents+json" : "application/json");
        switch (source)
        {
            case "github":
                Add(GitHubWebhook.EventHeader, eventName);
                Add(GitHubWebhook.DeliveryHeader, delivery);
                if (secret is not null) Add(WebhookSignature.Header, SignatureOf(body, secret));
                break;
            case "discourse":
                Add("X-Discourse-Event", eventName);
                Add("X-Discourse-Event-Id", delivery);
                Add("X-Discourse-Instance", "https://forum.example");
                if (secret is not null) Add("X-Discourse-Event-Signature", SignatureOf(body, secret));
                break;
            case "gitlab" when secret is null || !StandardSignature.LooksLikeKey(secret):
                Add("Idempotency-Key", delivery);
                if (secret is not null) Add("X-Gitlab-Token", secret);
                break;
            default:
                Add(StandardSignature.IdHeader, delivery);
                Add(StandardSignature.TimestampHeader, BoundedText.Digits(at.ToUnixTimeSeconds()));
                if (secret is not null) Add(StandardSignature.SignatureHeader, EventSignature.Sign(delivery, at, body, [secret]));
                break;
        }

        return headers;
    }

    private static string SignatureOf(ReadOnlySpan<byte> body, string secret) =>
        WebhookSignature.Sign(body, System.Text.Encoding.UTF8.GetBytes(secret));
}
