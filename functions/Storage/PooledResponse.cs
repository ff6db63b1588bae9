using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Functions.Storage;

/// <summary>
/// Reads answers into rented memory. It sits next to the transport, so that a connection that breaks inside a body is
/// a failed try like any other, and is tried again.
/// </summary>
internal sealed class PooledResponsePolicy : HttpPipelinePolicy
{
    public static readonly PooledResponsePolicy Instance = new();

    /// <summary>A length that the server only claims is not worth more memory than this at once.</summary>
    private const int LargestFirstRent = 1024 * 1024;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        var body = message.Response.ContentStream;
        // Who wants the body as it comes wants an error's body whole all the same.
        var isStreamed = !message.BufferResponse && message.Response.Status < 400;
        if (body is null || body.CanSeek || isStreamed) return;

        var buffer = new PooledBuffer((int)Math.Clamp(message.Response.Headers.ContentLength ?? 4096, 256, LargestFirstRent));
        try
        {
            await buffer.FillAsync(body, int.MaxValue, message.CancellationToken);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        await body.DisposeAsync();
        message.Response.ContentStream = new PooledStream(buffer);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only reached asynchronously: no thread is blocked.");
}

/// <summary>An answer's body in rented memory; disposing the answer gives it back.</summary>
internal sealed class PooledStream(PooledBuffer buffer) : MemoryStream(buffer.Array, 0, buffer.Length, writable: false)
{
    /// <summary>The body of an answer that was read by <see cref="PooledResponsePolicy"/>.</summary>
    public static ReadOnlySpan<byte> BodyOf(Response response) => response.ContentStream switch
    {
        PooledStream pooled => pooled.Body,
        MemoryStream => response.Content.ToMemory().Span,
        _ => default,
    };

    private ReadOnlySpan<byte> Body => buffer.Span;

    protected override void Dispose(bool disposing)
    {
        buffer.Dispose();
        base.Dispose(disposing);
    }
}
