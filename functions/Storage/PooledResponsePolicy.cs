using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Functions.Storage;

/// <summary>
/// Reads answers into rented memory. It sits next to the transport, so that a connection that breaks inside a body is
/// a failed try like any other, and is tried again.
/// </summary>
internal sealed class PooledResponsePolicy : HttpPipelinePolicy
{
    /// <summary>A length that the server only claims is not worth more memory than this at once.</summary>
    private const int LargestFirstRent = 1024 * 1024;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        var body = message.Response.ContentStream;
        // Who wants the body as it comes wants an error's body whole all the same.
        var isStreamed = !message.BufferResponse && message.Response.Status < 400;
        if (body is null or PooledStream || isStreamed) return;

        var pooled = new PooledStream((int)Math.Clamp(message.Response.Headers.ContentLength ?? 4096, 256, LargestFirstRent));
        try
        {
            await pooled.FillAsync(body, message.CancellationToken);
        }
        catch
        {
            await pooled.DisposeAsync();
            throw;
        }

        await body.DisposeAsync();
        message.Response.ContentStream = pooled;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only reached asynchronously: no thread is blocked.");
}
