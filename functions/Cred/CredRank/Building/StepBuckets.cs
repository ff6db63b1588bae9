using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Both ends of all edges that conduct, sorted by buckets of items that follow each other: what belongs to the items of a bucket fits
/// into a cache, so that whoever works on a bucket waits for memory once, not for every step. Within a bucket they keep the order of
/// the edges.
/// </summary>
internal sealed class StepBuckets
{
    /// <summary>How many ends may be read behind those of a bucket; they hold anything.</summary>
    public const int RoomBehind = 16;

    private const int EndsPerBucket = 1 << 15;

    // Each is written to in turn; more would not keep their places in the cache that they are there for.
    private const int BucketsMost = 512;

    private readonly WeightedEdges edges;
    private readonly EdgeEnds ends;
    private readonly int shift;
    private readonly int chunks;
    private readonly int[][] bounds;
    private readonly End[] sorted;

    /// <summary>An end of an edge, seen from its item.</summary>
    /// <param name="Item">The item.</param>
    /// <param name="Other">The item at the other end.</param>
    /// <param name="In">The weight of the step from the other end; 0 if there is none.</param>
    /// <param name="Out">The weight of the step to the other end; 0 if there is none.</param>
    public readonly record struct End(int Item, int Other, double In, double Out);

    /// <summary>Sorts them.</summary>
    public StepBuckets(WeightedEdges edges, EdgeEnds ends, int items, SolverThreads crew, ScratchArrays scratch)
    {
        (this.edges, this.ends, Items) = (edges, ends, items);
        var wanted = Math.Clamp(edges.Count / (EndsPerBucket / 2), 1, BucketsMost);
        while ((items - 1) >> shift >= wanted) shift++;
        Count = Math.Max(1, (items + (1 << shift) - 1) >> shift);
        chunks = EdgeChunks.CountFor(edges.Count);
        bounds = new int[chunks + 1][];
        crew.Run(chunks, chunk => bounds[chunk] = CountChunk(chunk));
        var total = 0;
        bounds[chunks] = new int[Count];
        for (var bucket = 0; bucket < Count; bucket++)
        {
            for (var chunk = 0; chunk < chunks; chunk++) (bounds[chunk][bucket], total) = (total, checked(total + bounds[chunk][bucket]));
            bounds[chunks][bucket] = total;
        }

        this.sorted = scratch.Rent<End>(total + RoomBehind);
        crew.Run(chunks, chunk => Place(chunk, (int[])bounds[chunk].Clone()));
    }

    /// <summary>How many buckets there are.</summary>
    public int Count { get; }

    /// <summary>How many chunks of edges there are; sums are added up within each first.</summary>
    public int Chunks => chunks;

    private int Items { get; }

    /// <summary>The items of a bucket: from (inclusive) to (exclusive).</summary>
    public (int From, int To) ItemsOf(int bucket) => (bucket << shift, Math.Min(Items, (bucket + 1) << shift));

    /// <summary>The ends in a bucket that come from a chunk of the edges.</summary>
    public ReadOnlySpan<End> Of(int bucket, int chunk) => this.sorted.AsSpan(bounds[chunk][bucket]..bounds[chunk + 1][bucket]);

    /// <summary>All ends in a bucket.</summary>
    public ReadOnlySpan<End> Of(int bucket) => this.sorted.AsSpan(bounds[0][bucket]..bounds[chunks][bucket]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] CountChunk(int chunk)
    {
        var counts = new int[Count];
        var (from, to) = EdgeChunks.Bounds(chunk, chunks, edges.Count);
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        for (var e = from; e < to; e++)
        {
            if (forward[e] + backward[e] == 0) continue;
            counts[this.ends.Targets[e] >> shift]++;
            counts[this.ends.Sources[e] >> shift]++;
        }

        return counts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(int chunk, int[] places)
    {
        var (from, to) = EdgeChunks.Bounds(chunk, chunks, edges.Count);
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        for (var e = from; e < to; e++)
        {
            var (ahead, back) = (forward[e], backward[e]);
            if (ahead + back == 0) continue;
            var (source, target) = (this.ends.Sources[e], this.ends.Targets[e]);
            // Of a loop both ends are the same item: its steps in and out come in one order.
            var isLoop = source == target;
            this.sorted[places[target >> shift]++] = new End(target, source, ahead, isLoop ? ahead : back);
            this.sorted[places[source >> shift]++] = new End(source, target, back, isLoop ? back : ahead);
        }
    }
}
