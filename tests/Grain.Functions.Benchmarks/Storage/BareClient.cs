using System.Text;

namespace Grain.Functions.Benchmarks.Storage;

/// <summary>The floor: an <see cref="HttpClient"/> that sends recorded requests and reads the answers to their end.</summary>
internal sealed class BareClient : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public void Dispose() => http.Dispose();

    /// <summary>Sends the requests, so many at a time.</summary>
    public Task SendAsync(IReadOnlyList<RecordedRequest> requests, int atOnce) => Parallel.ForEachAsync(
        requests, new ParallelOptions { MaxDegreeOfParallelism = atOnce },
        async (request, cancellation) => await SendAsync(request, cancellation));

    private async Task SendAsync(RecordedRequest request, CancellationToken cancellation)
    {
        using var message = request.ToMessage();
        using var answer = await http.SendAsync(message, cancellation);
        answer.EnsureSuccessStatusCode();
        // A transaction that is refused is answered 202, and says so within.
        var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (body.AsSpan().IndexOf("HTTP/1.1 4"u8) >= 0) throw new InvalidOperationException($"Refused: {Encoding.UTF8.GetString(body)}");
    }
}
