using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace Grain.Local.Api;

/// <summary>
/// Sends requests as a patient client does: when the other side cannot be reached or says that it has failed (5xx), the
/// same request is sent again after a while. All of Grain's requests may be sent twice.
/// </summary>
internal sealed class RetryingHttp : IDisposable
{
    /// <summary>How long a request is tried: a restart takes seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient http;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;
    private int retries;
    private string lastFault = "no answer";

    /// <summary>Opens nothing yet.</summary>
    /// <param name="address">Where the other side is.</param>
    /// <param name="key">What opens it, if it asks for a key.</param>
    public RetryingHttp(Uri address, string? key = null)
    {
        http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) AppKey.AddTo(http, key);
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddTimeout(Patience)
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(2),
                ShouldRetryAfterHeader = false,
                OnRetry = tried =>
                {
                    Interlocked.Increment(ref retries);
                    lastFault = tried.Outcome.Exception?.Message ?? $"answered {(int)tried.Outcome.Result!.StatusCode}";
                    return default;
                },
            })
            .AddTimeout(TimeSpan.FromSeconds(30))
            .Build();
    }

    /// <summary>How many requests were sent again so far.</summary>
    public int Retries => retries;

    /// <summary>Sends a request until it is answered.</summary>
    /// <param name="request">Makes the request; called again for each try.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The last answer, body read: a success, or the client's own fault (4xx).</returns>
    /// <exception cref="HttpRequestException">It was not answered in a minute.</exception>
    /// <exception cref="OperationCanceledException">Whoever asked gave up.</exception>
    public async Task<HttpAnswer> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        var (method, path) = ("", "");
        try
        {
            using var response = await pipeline.ExecuteAsync(async token =>
            {
                using var made = request();
                (method, path) = (made.Method.Method, made.RequestUri!.ToString()); // sending makes it absolute
                return await http.SendAsync(made, token);
            }, cancellation);
            return new HttpAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation), method, path);
        }
        catch (HttpRequestException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation); // whoever gave up is not told what the last try met
        }
        catch (TimeoutRejectedException)
        {
            throw new HttpRequestException($"{method} {path}: gave up after {Patience.TotalSeconds:0} s: {lastFault}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
