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
        if (body is null or PooledStream || isStreamed) return;

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
/// <remarks>Not a <see cref="MemoryStream"/>: the pipeline keeps those open when it disposes an answer.</remarks>
internal sealed class PooledStream(PooledBuffer buffer) : Stream
{
    private int position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => buffer.Length;

    public override long Position
    {
        get => position;
        set => position = checked((int)value);
    }

    /// <summary>The body of an answer that was read by <see cref="PooledResponsePolicy"/>; empty for one that has none.</summary>
    public static ReadOnlySpan<byte> BodyOf(Response response) => response.ContentStream is PooledStream pooled ? pooled.Body : default;

    private ReadOnlySpan<byte> Body => buffer.Span;

    public override int Read(byte[] target, int offset, int count) => Read(target.AsSpan(offset, count));

    public override int Read(Span<byte> target)
    {
        var part = buffer.Span[position..Math.Min(buffer.Length, position + target.Length)];
        part.CopyTo(target);
        position += part.Length;
        return part.Length;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? position : buffer.Length);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        buffer.Dispose();
        base.Dispose(disposing);
    }
}
