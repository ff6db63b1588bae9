using System.Buffers;
using Microsoft.IO;

namespace Grain.Functions.Hosting.Bodies;

/// <summary>Collects a body in borrowed blocks and copies it once. The length that a request declares is not believed.</summary>
public static class BodyBytes
{
    /// <summary>
    /// Most bodies fit into one. Small enough, too, that whoever sends takes one now and then, which is how the budget tells that somebody
    /// does.
    /// </summary>
    private const int BlockBytes = 16 * 1024;

    /// <summary>
    /// Keeps as many blocks as the budget allows by default at once: those that are dropped under attack would be collected late, and the
    /// memory would grow far beyond the budget.
    /// </summary>
    private static readonly RecyclableMemoryStreamManager Blocks = new(new RecyclableMemoryStreamManager.Options
    {
        BlockSize = BlockBytes,
        MaximumSmallPoolFreeBytes = 64 << 20,
    });

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="NoRoomException">It made room for others, or found none.</exception>
    public static async Task<byte[]> ReadAsync(Stream body, HeldBody held, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, held.Evicted);
        using var collected = Blocks.GetStream();
        var taken = 0L;
        try
        {
            for (var read = BlockBytes; read == BlockBytes;)
            {
                await held.TakeAsync(BlockBytes, stop.Token);
                taken += BlockBytes;
                var block = collected.GetMemory(BlockBytes)[..BlockBytes];
                read = await body.ReadAtLeastAsync(block, BlockBytes, throwOnEndOfStream: false, stop.Token);
                collected.Advance(read);
            }

            await held.TakeAsync(collected.Length, stop.Token);
            held.Arrived();
            return collected.GetReadOnlySequence().ToArray();
        }
        catch (OperationCanceledException) when (held.Evicted.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new NoRoomException();
        }
        finally
        {
            held.Give(taken);
        }
    }
}
