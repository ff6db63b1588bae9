namespace Grain.Functions.Cred.Graph.Blobs;

/// <summary>Writes the atoms of a graph's stored form: numbers of variable length, texts, and a hash of everything at the end.</summary>
internal sealed class GraphBlobWriter(Stream target) : IDisposable
{
    private const int BufferBytes = 1 << 16;
    private readonly byte[] buffer = new byte[BufferBytes];
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int count;

    /// <summary>Whether it is time to <see cref="FlushAsync"/>: another record might not fit.</summary>
    public bool IsFull => count > BufferBytes - GraphBlob.RecordBytesMax;

    public void Byte(byte value) => buffer[count++] = value;

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.AsSpan(count));
        count += bytes.Length;
    }

    /// <summary>Seven bits a byte, the least significant first; the high bit says that more follow.</summary>
    public void Number(ulong value)
    {
        for (; value > 0x7F; value >>= 7) buffer[count++] = (byte)((value & 0x7F) | 0x80);
        buffer[count++] = (byte)value;
    }

    public void Number(int value) => Number((ulong)value);

    /// <summary>Numbers near 0 are short, whatever their sign: 0, -1, 1, -2, … become 0, 1, 2, 3, ….</summary>
    public void Signed(long value) => Number(unchecked((ulong)((value << 1) ^ (value >> 63))));

    public void Text(ReadOnlySpan<char> text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > GraphBlob.TextBytesMax) throw new InvalidDataException(
            $"A text of {bytes} bytes in the graph: '{text[..40]}…'. At most {GraphBlob.TextBytesMax} can be stored.");
        Number(bytes);
        count += Encoding.UTF8.GetBytes(text, buffer.AsSpan(count));
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        hash.AppendData(buffer, 0, count);
        await target.WriteAsync(buffer.AsMemory(0, count), cancellation);
        count = 0;
    }

    /// <summary>Writes what is left, and the hash.</summary>
    public async ValueTask EndAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await target.WriteAsync(hash.GetHashAndReset(), cancellation);
    }

    public void Dispose() => hash.Dispose();
}
