using System.Buffers;

namespace Grain.Functions.Hosting.Bodies;

/// <summary>
/// Collects a body in borrowed blocks, small ones first, and copies it once. The length that a request declares is not believed.
/// </summary>
public static class BodyBytes
{
    private const int FirstBlockBytes = 16 * 1024; // most bodies fit

    /// <summary>Small enough that whoever sends takes one now and then, which is how the budget tells that somebody does.</summary>
    private const int LargestBlockBytes = 256 * 1024;

    /// <summary>
    /// Keeps as many blocks as the budget allows by default at once: those that are dropped under attack would be collected late, and the
    /// memory would grow far beyond the budget.
    /// </summary>
    private static readonly ArrayPool<byte> Blocks = ArrayPool<byte>.Create(LargestBlockBytes, 256);

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="NoRoomException">It made room for others, or found none.</exception>
    public static async Task<byte[]> ReadAsync(Stream body, HeldBody held, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, held.Evicted);
        var blocks = new List<byte[]>();
        try
        {
            return Joined(blocks, await CollectAsync(body, held, blocks, stop.Token));
        }
        catch (OperationCanceledException) when (held.Evicted.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new NoRoomException();
        }
        finally
        {
            held.Give(blocks.Sum(block => (long)block.Length));
            foreach (var block in blocks) Blocks.Return(block);
        }
    }

    private static async Task<int> CollectAsync(Stream body, HeldBody held, List<byte[]> blocks, CancellationToken cancellation)
    {
        var total = 0;
        for (var size = FirstBlockBytes; ; size = Math.Min(4 * size, LargestBlockBytes))
        {
            await held.TakeAsync(size, cancellation);
            blocks.Add(Blocks.Rent(size));
            var read = await body.ReadAtLeastAsync(blocks[^1], size, throwOnEndOfStream: false, cancellation);
            total += read;
            if (read < size) break;
        }

        await held.TakeAsync(total, cancellation);
        held.Arrived();
        return total;
    }

    private static byte[] Joined(List<byte[]> blocks, int total)
    {
        var bytes = new byte[total];
        var at = 0;
        foreach (var block in blocks)
        {
            var length = Math.Min(block.Length, total - at);
            block.AsSpan(0, length).CopyTo(bytes.AsSpan(at));
            at += length;
        }

        return bytes;
    }
}
