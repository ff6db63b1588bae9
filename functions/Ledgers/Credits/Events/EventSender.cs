using System.Net.Http.Headers;

namespace Grain.Functions.Ledgers.Credits.Events;

/// <summary>Posts events over HTTP.</summary>
/// <param name="way">Carries them.</param>
internal sealed class EventSender(HttpMessageHandler way) : IDisposable
{
    /// <summary>To wherever events may be posted.</summary>
    public EventSender(WebhookTarget target)
        : this(target.Handler())
    {
    }

    /// <summary>Standard Webhooks advises 15 to 30 s.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient http = new(way)
    {
        Timeout = Timeout,
        MaxResponseContentBufferSize = 64 * 1024,
    };

    /// <summary>Posts an event.</summary>
    /// <param name="webhook">Where to.</param>
    /// <param name="item">The event.</param>
    /// <param name="json">The event as it is told there.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Why it was not taken, or <see langword="null"/> when it was.</returns>
    public async Task<HttpRequestException?> PostAsync(CreditWebhook webhook, CreditEvent item, string json, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var body = Encoding.UTF8.GetBytes(json);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", item.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", EventSignature.Sign(item.Id, now, body, webhook.Secrets));
        return await SendAsync(request, $"event {item.Id}", cancellation);
    }

    /// <summary>Sends what is ready to go.</summary>
    /// <param name="request">The request.</param>
    /// <param name="what">What it tells, for people.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Why it was not taken, or <see langword="null"/> when it was.</returns>
    public async Task<HttpRequestException?> SendAsync(HttpRequestMessage request, string what, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return response.IsSuccessStatusCode ? null
                : new HttpRequestException($"the receiver of {what} answered {(int)response.StatusCode}", null,
                    response.StatusCode);
        }
        catch (HttpRequestException fault)
        {
            return fault;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HttpRequestException($"the receiver of {what} did not answer within {Timeout.TotalSeconds} s");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
