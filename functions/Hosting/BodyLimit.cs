namespace Grain.Functions.Hosting;

/// <summary>
/// Caps the body of a request. The server's own limit lies above every cap of Grain's: a request that the server refuses is told 500 by the
/// Functions host, and one that Grain refuses is told 413 and why.
/// </summary>
internal static class BodyLimit
{
    /// <summary>A body above <paramref name="bytes"/> is answered 413, before more than that is read. The last call counts.</summary>
    public static void LimitBody(this HttpRequest request, long bytes, string bound = BodyBound.Body)
    {
        if (request.Body is Limited limited) (limited.Most, limited.Bound) = (bytes, bound);
        else request.Body = new Limited(request.Body, request, bytes) { Bound = bound };
    }

    /// <summary>The same, unless the cap is lower already.</summary>
    public static void LowerBodyLimit(this HttpRequest request, long bytes, string bound)
    {
        if (request.Body is not Limited limited || limited.Most > bytes) request.LimitBody(bytes, bound);
    }

    private sealed class Limited(Stream body, HttpRequest request, long most) : Stream
    {
        private long total;

        public long Most { get; set; } = most;

        public required string Bound { get; set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => total; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
        {
            if (total == 0 && request.ContentLength > Most) throw TooLarge();
            var read = await body.ReadAsync(buffer, cancellation);
            total += read;
            return total > Most ? throw TooLarge() : read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellation) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellation).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("Read asynchronously: no thread is blocked.");

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private ProblemException TooLarge() => new(Problem.TooLarge(BodyBound.Tell(Most, Bound)));
    }
}
