using System.Buffers;

namespace Grain.Local.Histories;

/// <summary>Reads fields that end with a zero byte from a stream of any length, with memory for one buffer and one bounded field.</summary>
internal sealed class NulFields(Stream stream)
{
    private const int BufferBytes = 64 * 1024;

    private readonly byte[] buffer = new byte[BufferBytes];
    private readonly ArrayBufferWriter<byte> field = new(1024);
    private int start;
    private int end;

    /// <summary>The next field; <see langword="null"/> at the end.</summary>
    /// <param name="maxBytes">What is longer is cut there, and the rest skipped.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The field as text; bytes that are not UTF-8 become U+FFFD.</returns>
    /// <exception cref="InvalidDataException">The stream ends within a field.</exception>
    public async ValueTask<string?> ReadAsync(int maxBytes, CancellationToken cancellation)
    {
        field.ResetWrittenCount();
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)0);
            Keep(length < 0 ? end - start : length, maxBytes);
            if (length >= 0)
            {
                start += length + 1;
                return Encoding.UTF8.GetString(field.WrittenSpan);
            }

            var wasWithin = end > start || field.WrittenCount > 0;
            start = 0;
            end = await stream.ReadAsync(buffer, cancellation);
            if (end == 0) return wasWithin ? throw new InvalidDataException("the output of git ends in the middle of a field") : null;
        }
    }

    private void Keep(int length, int maxBytes) => field.Write(buffer.AsSpan(start, Math.Min(length, maxBytes - field.WrittenCount)));
}
