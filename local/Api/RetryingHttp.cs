using System.Net;

namespace Grain.Local.Api;

/// <summary>
/// Sends requests as a patient client does: when the other side cannot be reached or says that it has failed (5xx), the
/// same request is sent again after a while. All of Grain's requests may be sent twice.
/// </summary>
internal sealed class RetryingHttp(Uri address) : IDisposable
{
    /// <summary>How long a request is tried: a restart takes seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    private int retries;

    /// <summary>How many requests were sent again so far.</summary>
    public int Retries => retries;

    /// <summary>Sends a request until it is answered.</summary>
    /// <param name="request">Makes the request; called again for each try.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The last answer, body read: a success, or the client's own fault (4xx).</returns>
    /// <exception cref="HttpRequestException">It was not answered in a minute.</exception>
    public async Task<HttpAnswer> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var fault = "no answer";
        for (var pause = FirstPause; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            try
            {
                var answer = await TryAsync(request, patience.Token);
                if (answer.Status < HttpStatusCode.InternalServerError) return answer;
                fault = answer.ToString();
            }
            catch (Exception lost)
                when (lost is HttpRequestException or IOException or TaskCanceledException && !patience.IsCancellationRequested)
            {
                fault = lost.Message;
            }

            Interlocked.Increment(ref retries);
            try
            {
                await Task.Delay(pause, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new HttpRequestException($"Gave up after {Patience.TotalSeconds:0} s: {fault}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<HttpAnswer> TryAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        using var request = make();
        var path = request.RequestUri!.ToString(); // sending makes it absolute
        using var response = await http.SendAsync(request, cancellation);
        return new HttpAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation), request.Method.Method, path);
    }
}
