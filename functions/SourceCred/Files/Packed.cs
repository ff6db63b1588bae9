using System.IO.Compression;

namespace Grain.Functions.SourceCred.Files;

/// <summary>Unpacks what SourceCred packed. Its beginning tells how: a <c>.json.gzip</c> may be zlib's, or plain.</summary>
internal static class Packed
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The content as it was before it was packed. Whoever disposes of it disposes of the file.</summary>
    public static Stream Unpack(Stream file)
    {
        var head = new byte[Mark.Length];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var whole = new Rejoined(head.AsMemory(0, read), file);
        return head switch
        {
            [0x1F, 0x8B, ..] => new GZipStream(whole, CompressionMode.Decompress),
            // zlib: deflate with a window of 32 KiB, and a check over both bytes.
            [0x78, var flags, ..] when ((0x78 << 8) | flags) % 31 == 0 => new ZLibStream(whole, CompressionMode.Decompress),
            _ when head.AsSpan(0, read).SequenceEqual(Mark) => file,
            _ => whole,
        };
    }

    /// <summary>A stream whose beginning was read already.</summary>
    private sealed class Rejoined(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private int taken;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (taken == head.Length) return rest.Read(buffer);
            var count = Math.Min(buffer.Length, head.Length - taken);
            head.Span.Slice(taken, count).CopyTo(buffer);
            taken += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default) =>
            taken == head.Length ? rest.ReadAsync(buffer, cancellation) : new(Read(buffer.Span));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
