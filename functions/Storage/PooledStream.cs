using System.Buffers;
using System.Text;
using Azure;

namespace Grain.Functions.Storage;

/// <summary>
/// Bytes in a rented array that grows as needed: written as a buffer or a stream, read as a span or a stream. It is what bodies of requests and
/// answers lie in; disposing it, as request and answer do, gives the array back.
/// </summary>
/// <remarks>Not a <see cref="MemoryStream"/>: the pipeline keeps those open when it disposes an answer.</remarks>
internal sealed class PooledStream(int capacity = PooledStream.DefaultCapacity) : Stream, IBufferWriter<byte>
{
    private const int DefaultCapacity = 4096;
    private const int SmallBytesMax = 64 * 1024;

    /// <summary>
    /// For what is larger than <see cref="SmallBytesMax"/>: a few of each size for the whole process. The shared pool would keep one of each for every
    /// thread that ever gave one back; a page of rows takes 2 MiB.
    /// </summary>
    private static readonly ArrayPool<byte> Large = ArrayPool<byte>.Create(StorageLimits.TransactionBytes, 8);

    private byte[] array = Pool(capacity).Rent(capacity);
    private int length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => length;

    /// <summary>Where reading goes on; writing always appends.</summary>
    public override long Position { get; set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Span => array.AsSpan(0, length);

    /// <summary>The body of an answer that was read by <see cref="PooledResponsePolicy"/>; empty for one that has none.</summary>
    public static ReadOnlySpan<byte> BodyOf(Response response) => response.ContentStream is PooledStream body ? body.Span : default;

    public void Advance(int count) => length += count;

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = length + Math.Max(1, sizeHint);
        if (needed > array.Length)
        {
            var size = Math.Max(needed, array.Length * 2);
            var larger = Pool(size).Rent(size);
            Span.CopyTo(larger);
            Pool(array.Length).Return(array);
            array = larger;
        }

        return array.AsMemory(length);
    }

    /// <summary>Appends text as UTF-8.</summary>
    public void Write(string text) => length += Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        length += bytes.Length;
    }

    public override void Write(byte[] source, int offset, int count) => Write(source.AsSpan(offset, count));

    /// <summary>Appends a stream up to its end.</summary>
    public async ValueTask FillAsync(Stream source, CancellationToken cancellation)
    {
        while (await source.ReadAsync(GetMemory(), cancellation) is var count and > 0) length += count;
    }

    public override int Read(byte[] target, int offset, int count)
    {
        var part = Span[(int)Position..Math.Min(length, (int)Position + count)];
        part.CopyTo(target.AsSpan(offset));
        Position += part.Length;
        return part.Length;
    }

    /// <summary>In one piece: a request is sent without a copy.</summary>
    public override Task CopyToAsync(Stream target, int bufferSize, CancellationToken cancellation) =>
        target.WriteAsync(array.AsMemory((int)Position..length), cancellation).AsTask();

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? Position : length);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (array.Length > 0) Pool(array.Length).Return(array);
        (array, length) = ([], 0);
        base.Dispose(disposing);
    }

    /// <summary>Both pools give arrays of powers of two, so that an array goes back to where it came from.</summary>
    private static ArrayPool<byte> Pool(int size) => size <= SmallBytesMax ? ArrayPool<byte>.Shared : Large;
}
