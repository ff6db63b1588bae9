using Azure.Core;
using Azure.Core.Pipeline;
using Grain.Functions.Storage;

namespace Grain.Functions.Benchmarks.Storage;

/// <summary>A request as bytes: what a client sends that has nothing left to do but send.</summary>
internal sealed record RecordedRequest(HttpMethod Method, Uri Uri, (string Name, string Value)[] Headers, byte[]? Body)
{
    /// <summary>What a client is about to send.</summary>
    public static async Task<RecordedRequest> OfAsync(Request request, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        if (request.Content is not null) await request.Content.WriteToAsync(body, cancellation);
        return new(
            new HttpMethod(request.Method.Method),
            request.Uri.ToUri(),
            [.. request.Headers.Select(h => (h.Name, h.Value))],
            request.Content is null ? null : body.ToArray());
    }

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Uri);
        if (Body is not null) message.Content = new ByteArrayContent(Body);
        foreach (var (name, value) in Headers)
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        return message;
    }
}

/// <summary>A transport that keeps signed requests instead of sending them.</summary>
internal sealed class RequestRecorder : HttpPipelineTransport
{
    /// <summary>Only makes request objects; nothing goes through it.</summary>
    private static readonly HttpClientTransport Requests = new();

    public List<RecordedRequest> Recorded { get; } = [];

    /// <summary>The requests that an operation would send.</summary>
    /// <param name="account">Signs them.</param>
    /// <param name="operation">Asked to do its work; that it gets no answer is expected.</param>
    public static async Task<IReadOnlyList<RecordedRequest>> RecordAsync(StorageAccount account, Func<StorageService, Task> operation)
    {
        var recorder = new RequestRecorder();
        await operation(new StorageService(account,
            new StorageSettings(TimeProvider.System, Random.Shared) { Transport = recorder, RetriesMax = 0 }));
        return recorder.Recorded;
    }

    public override Request CreateRequest() => Requests.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        Recorded.Add(await RecordedRequest.OfAsync(message.Request, message.CancellationToken));
        throw new IOException("Recorded, not sent.");
    }
}
