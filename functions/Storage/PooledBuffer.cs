using System.Buffers;

namespace Grain.Functions.Storage;

/// <summary>Bytes in a rented array that grows as needed: written through <see cref="IBufferWriter{T}"/>, read as a span or a stream.</summary>
/// <remarks>Disposing returns the array; spans and streams over it must not be used afterwards.</remarks>
internal sealed class PooledBuffer(int capacity = PooledBuffer.DefaultCapacity) : IBufferWriter<byte>, IDisposable
{
    private const int DefaultCapacity = 4096;
    private byte[] array = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Span => array.AsSpan(0, Length);

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Memory => array.AsMemory(0, Length);

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return array.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return array.AsSpan(Length);
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends text as UTF-8.</summary>
    public void Append(string text) => Length += System.Text.Encoding.UTF8.GetBytes(text, GetSpan(text.Length * 3));

    /// <summary>Appends the stream up to its end, or until <paramref name="limit"/> bytes have been written in all.</summary>
    /// <returns>Whether the end was reached.</returns>
    public async ValueTask<bool> FillAsync(Stream stream, int limit, CancellationToken cancellation)
    {
        while (Length < limit)
        {
            var free = GetMemory(1);
            var count = await stream.ReadAsync(free[..Math.Min(free.Length, limit - Length)], cancellation);
            if (count == 0) return true;
            Length += count;
        }

        return false;
    }

    /// <summary>Forgets what was written and keeps the array.</summary>
    public void Clear() => Length = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (array.Length > 0) ArrayPool<byte>.Shared.Return(array);
        array = [];
        Length = 0;
    }

    private void Reserve(int sizeHint)
    {
        var needed = Math.Max(1, sizeHint);
        if (array.Length - Length >= needed) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + needed, array.Length * 2));
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(array);
        array = larger;
    }
}
