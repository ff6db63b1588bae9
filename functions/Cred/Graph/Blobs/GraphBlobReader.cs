namespace Grain.Functions.Cred.Graph.Blobs;

/// <summary>
/// Reads what <see cref="GraphBlobWriter"/> wrote. Whatever the bytes are, it ends with an <see cref="InvalidDataException"/> or with what
/// was written.
/// </summary>
internal sealed class GraphBlobReader(Stream source) : IDisposable
{
    private const int BufferBytes = 1 << 16;
    private readonly byte[] buffer = new byte[BufferBytes];
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int position;
    private int end;
    private bool isEnded;

    /// <summary>Whether it is time to <see cref="FillAsync"/>: the next record might not be there as a whole.</summary>
    public bool IsLow => !isEnded && end - position < GraphBlob.RecordBytesMax;

    /// <summary>How many bytes came so far.</summary>
    public long Taken { get; private set; }

    /// <summary>Reads on. What was taken so far goes into the hash.</summary>
    public async ValueTask FillAsync(CancellationToken cancellation)
    {
        hash.AppendData(buffer, 0, position);
        buffer.AsSpan(position..end).CopyTo(buffer);
        (position, end) = (0, end - position);
        while (end < BufferBytes && !isEnded)
        {
            var read = await source.ReadAsync(buffer.AsMemory(end), cancellation);
            end += read;
            Taken += read;
            isEnded = read == 0;
        }
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > end - position) throw Damaged("it ends too early");
        position += count;
        return buffer.AsSpan(position - count, count);
    }

    public byte Byte() => position < end ? buffer[position++] : throw Damaged("it ends too early");

    public ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw Damaged("a number is too long");
    }

    /// <summary>A number below a limit.</summary>
    public int Index(int limit) =>
        Number() is var value && value < (ulong)limit ? (int)value : throw Damaged($"{value} where there are {limit}");

    public int Count() => Index(int.MaxValue);

    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public string Text() => Encoding.UTF8.GetString(Bytes(Index(GraphBlob.TextBytesMax + 1)));

    /// <summary>Checks that all was read, and that it is what was written.</summary>
    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        await FillAsync(cancellation);
        if (end != SHA256.HashSizeInBytes) throw Damaged($"{end} bytes are left where its checksum should be");
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(buffer.AsSpan(0, end))) throw Damaged("its checksum does not fit its content");
    }

    public void Dispose() => hash.Dispose();

    public static InvalidDataException Damaged(string how) => new($"The contribution graph is damaged: {how}.");
}
