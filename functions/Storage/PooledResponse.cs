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

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        var body = message.Response.ContentStream;
        if (body is null || body.CanSeek || !message.BufferResponse) return;

        var expected = message.Response.Headers.ContentLength ?? PooledStream.DefaultCapacity;
        var pooled = new PooledStream(expected);
        try
        {
            await pooled.Buffer.FillAsync(body, int.MaxValue, message.CancellationToken);
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

/// <summary>An answer's body in rented memory; disposing the answer gives it back.</summary>
internal sealed class PooledStream(long expected) : Stream
{
    public const int DefaultCapacity = 4096;

    /// <summary>A length that the server only claims is not worth more memory than this at once.</summary>
    private const int LargestFirstRent = 1024 * 1024;

    private int position;

    public PooledBuffer Buffer { get; } = new((int)Math.Clamp(expected, 256, LargestFirstRent));

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => Buffer.Length;

    public override long Position
    {
        get => position;
        set => position = checked((int)value);
    }

    /// <summary>The body of an answer that was read by <see cref="PooledResponsePolicy"/>.</summary>
    public static ReadOnlySpan<byte> BodyOf(Response response) => response.ContentStream is PooledStream pooled
        ? pooled.Buffer.Span
        : response.ContentStream is null ? default : response.Content.ToMemory().Span;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var rest = Buffer.Span[position..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => Buffer.Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Buffer.Dispose();
        base.Dispose(disposing);
    }
}
