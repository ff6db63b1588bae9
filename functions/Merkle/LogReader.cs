using System.Numerics;

namespace Grain.Functions.Merkle;

/// <summary>
/// Makes proofs of a log from its edge and its tiles, of which it reads as many as the log has levels, twice at most. Pure.
/// </summary>
/// <param name="edge">The edge.</param>
/// <param name="read">Gives the hashes of the tile that has a root, as they are stored.</param>
internal sealed class LogReader(LogEdge edge, Func<byte[], Task<ReadOnlyMemory<byte>>> read)
{
    private readonly Dictionary<(int Level, long Index), IReadOnlyList<byte[]>> tiles = [];

    /// <summary>The way from a leaf to the root (RFC 9162, 2.1.3.1): the hashes beside it, the lowest first.</summary>
    /// <param name="index">The leaf's number, from 0.</param>
    public async Task<IReadOnlyList<byte[]>> InclusionAsync(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, edge.Size);
        var path = new List<byte[]>();
        for (var (from, to) = (0L, edge.Size); to - from > 1;)
        {
            var middle = from + Half(to - from);
            path.Add(index < middle ? await RootAsync(middle, to) : await RootAsync(from, middle));
            (from, to) = index < middle ? (from, middle) : (middle, to);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The hash of a leaf.</summary>
    /// <param name="index">The leaf's number, from 0.</param>
    public async Task<byte[]> LeafAsync(long index) => (await TileAsync(0, index / LogTile.Width))[(int)(index % LogTile.Width)];

    /// <summary>What shows that the log began with what it was before (RFC 9162, 2.1.4.1), the lowest first.</summary>
    /// <param name="before">How many leaves it had then; at least 1.</param>
    public async Task<IReadOnlyList<byte[]>> ConsistencyAsync(long before)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(before);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(before, edge.Size);
        var path = new List<byte[]>();
        var (from, to) = (0L, edge.Size);
        while (to > before)
        {
            var middle = from + Half(to - from);
            path.Add(before <= middle ? await RootAsync(middle, to) : await RootAsync(from, middle));
            (from, to) = before <= middle ? (from, middle) : (middle, to);
        }

        // What ends where the log ended then: known to whoever knows the root from then, if it is all of that.
        if (from > 0) path.Add(await RootAsync(from, to));
        path.Reverse();
        return path;
    }

    /// <summary>The root of a stretch of leaves as the tree is cut.</summary>
    private async Task<byte[]> RootAsync(long from, long to)
    {
        var size = to - from;
        if (BitOperations.IsPow2(size)) return await WholeAsync(BitOperations.Log2((ulong)size), from);
        var middle = from + Half(size);
        var (left, right) = (await RootAsync(from, middle), await RootAsync(middle, to));
        return LogHash.Node(left, right);
    }

    /// <summary>The root of 2^<paramref name="height"/> leaves.</summary>
    private async Task<byte[]> WholeAsync(int height, long from)
    {
        var (level, count) = (height / LogTile.Height, 1 << (height % LogTile.Height));
        var position = from >> (level * LogTile.Height);
        var tile = await TileAsync(level, position / LogTile.Width);
        return LogHash.Whole([.. tile.Skip((int)(position % LogTile.Width)).Take(count)]);
    }

    private async Task<IReadOnlyList<byte[]>> TileAsync(int level, long index)
    {
        if (tiles.TryGetValue((level, index), out var known)) return known;
        if (index == edge.Size >> ((level + 1) * LogTile.Height)) return edge[level];
        var above = await TileAsync(level + 1, index / LogTile.Width);
        var root = above[(int)(index % LogTile.Width)];
        var stored = await read(root);
        return tiles[(level, index)] = LogTile.Read(root, stored.Span);
    }

    /// <summary>The largest power of two below a size of at least 2.</summary>
    private static long Half(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
