namespace Grain.Functions.Cred.Graph.Blobs;

/// <summary>
/// The stored form of a contribution graph. The same graph always gives the same bytes: nodes are sorted by id, edges by
/// their ends and type, cursors by account (all ordinal). Byte for byte in docs/storage-format.md. Streamed both ways: beside
/// the graph itself memory holds a buffer and the order in which it is written, never the bytes.
/// </summary>
public static class GraphBlob
{
    /// <summary>Bytes of the longest text. Ids of contributions have at most 200 characters, so at most 800 bytes.</summary>
    internal const int TextBytesMax = 4096;

    /// <summary>Bytes of the longest record: a node with two texts and five numbers.</summary>
    internal const int RecordBytesMax = (2 * TextBytesMax) + 128;

    /// <summary>An edge has a time when it was told last, beside the first.</summary>
    internal const int HasLast = 1;

    /// <summary>It has a time until which it is withdrawn.</summary>
    internal const int HasUntil = 2;

    internal static ReadOnlySpan<byte> Magic => "GRAINGRF"u8;

    /// <summary>Writes a graph.</summary>
    public static async Task WriteAsync(ContributionGraph graph, Stream target, CancellationToken cancellation = default)
    {
        using var writer = new GraphBlobWriter(target);
        await new GraphEncoder(graph, writer).WriteAsync(cancellation);
    }

    /// <summary>Reads a graph and checks its checksum and its invariants.</summary>
    /// <exception cref="InvalidDataException">It is no graph, of another version, or damaged; or an invariant does not hold.</exception>
    public static async Task<ContributionGraph> ReadAsync(Stream source, CancellationToken cancellation = default) =>
        (await ReadSizedAsync(source, cancellation)).Graph;

    /// <summary>The same, and how many bytes it was.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public static async Task<(ContributionGraph Graph, long Bytes)> ReadSizedAsync(
        Stream source, CancellationToken cancellation = default)
    {
        using var reader = new GraphBlobReader(source);
        return (await new GraphDecoder(reader).ReadAsync(cancellation), reader.Taken);
    }

    /// <summary>The bytes of a graph.</summary>
    public static byte[] Write(ContributionGraph graph)
    {
        using var stream = new MemoryStream();
        WriteAsync(graph, stream).GetAwaiter().GetResult(); // memory does not let anybody wait
        return stream.ToArray();
    }

    /// <summary>The graph of these bytes.</summary>
    /// <exception cref="InvalidDataException">They are no graph, of another version, or damaged; or an invariant does not hold.</exception>
    public static ContributionGraph Read(ReadOnlyMemory<byte> bytes)
    {
        using var stream = new MemoryOf(bytes);
        return ReadAsync(stream).GetAwaiter().GetResult(); // memory does not let anybody wait
    }

    /// <summary>How many characters two ids share at the beginning, without cutting a surrogate pair.</summary>
    internal static int SharedBeginning(string a, string b)
    {
        var shared = a.AsSpan().CommonPrefixLength(b);
        return shared > 0 && char.IsHighSurrogate(b[shared - 1]) ? shared - 1 : shared;
    }

    /// <summary>When an edge most likely happened: with the later of its ends. Only the difference is stored.</summary>
    internal static long LikelyTime(GraphNode from, GraphNode to) => Math.Max(from.AtMs, to.AtMs);

    /// <summary>Bytes as a stream, without copying them first.</summary>
    private sealed class MemoryOf(ReadOnlyMemory<byte> bytes) : Stream
    {
        private int position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => bytes.Length;

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, bytes.Length - position);
            bytes.Span.Slice(position, count).CopyTo(buffer);
            position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default) => new(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
