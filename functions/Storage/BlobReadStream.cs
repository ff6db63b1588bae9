using Azure;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>A blob's content as it arrives. When the connection breaks, the rest is asked for again, under the ETag of the first answer.</summary>
internal sealed class BlobReadStream : Stream
{
    /// <summary>Broken connections in a row, without a byte between them, after which the stream gives up.</summary>
    private const int MaxBreaks = 5;

    private readonly BlobClient blob;
    private readonly ETag? version;
    private HttpMessage message;
    private long position;
    private int breaks;

    public BlobReadStream(BlobClient blob, HttpMessage message)
    {
        this.blob = blob;
        this.message = message;
        version = message.Response.Headers.ETag;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
    {
        while (true)
        {
            try
            {
                var count = await message.Response.ContentStream!.ReadAsync(buffer, cancellation);
                position += count;
                if (count > 0) breaks = 0;
                return count;
            }
            catch (Exception fault) when (StorageFault.IsTransport(fault) && !cancellation.IsCancellationRequested)
            {
                if (++breaks > MaxBreaks) throw StorageFault.Unanswered(StorageOperation.Of(message), fault);
                await ReopenAsync(cancellation);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellation) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellation).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously: no thread is blocked.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) message.Dispose();
        base.Dispose(disposing);
    }

    private async Task ReopenAsync(CancellationToken cancellation)
    {
        message.Dispose();
        message = await blob.RequestRestAsync(position, version, cancellation)
            ?? throw new RequestFailedException(404, $"blob read '{blob.Name}': it was deleted while it was read", "BlobNotFound", null);
    }
}
