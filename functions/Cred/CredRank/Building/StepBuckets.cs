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

    // 24 bytes each, twice for an edge: of larger graphs a part of the buckets is sorted at a time.
    private const int EdgesPerPart = 4_000_000;
    private const int PartsMost = 4;

    // Each is written to in turn; more would not keep their places in the cache that they are there for.
    private const int BucketsMost = 512;

    private readonly WeightedEdges edges;
    private readonly EdgeEnds ends;
    private readonly int shift;
    private readonly int chunks;
    private readonly int[][] bounds;
    private readonly End[] sorted;
    private readonly SolverThreads crew;
    private readonly int[] parts;
    private int part = -1;

    /// <summary>An end of an edge, seen from its item.</summary>
    /// <param name="Item">The item.</param>
    /// <param name="Other">The item at the other end.</param>
    /// <param name="In">The weight of the step from the other end; 0 if there is none.</param>
    /// <param name="Out">The weight of the step to the other end; 0 if there is none.</param>
    public readonly record struct End(int Item, int Other, double In, double Out);

    /// <summary>Looks how many there are in each bucket.</summary>
    /// <param name="edges">The edges.</param>
    /// <param name="ends">The items at their ends.</param>
    /// <param name="items">How many items there are.</param>
    /// <param name="crew">Who works.</param>
    /// <param name="scratch">Lends memory.</param>
    /// <param name="edgesPerPart">For how many edges the ends are in memory at a time, at least a quarter of all.</param>
    public StepBuckets(WeightedEdges edges, EdgeEnds ends, int items, SolverThreads crew, ScratchArrays scratch,
        int edgesPerPart = EdgesPerPart)
    {
        (this.edges, this.ends, this.crew, Items) = (edges, ends, crew, items);
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

        this.parts = new int[Math.Clamp((int)(((long)edges.Count + edgesPerPart - 1) / edgesPerPart), 1, PartsMost) + 1];
        this.parts[^1] = Count;
        for (var each = 1; each < this.parts.Length - 1; each++)
        {
            var bucket = this.parts[each - 1];
            while (bucket < Count && bounds[0][bucket] < (long)total * each / (this.parts.Length - 1)) bucket++;
            this.parts[each] = bucket;
        }

        var most = Enumerable.Range(0, this.parts.Length - 1).Max(each => BeginOf(each + 1) - BeginOf(each));
        this.sorted = scratch.Rent<End>(most + RoomBehind);
    }

    /// <summary>How many buckets there are.</summary>
    public int Count { get; }

    /// <summary>How many chunks of edges there are; sums are added up within each first.</summary>
    public int Chunks => chunks;

    private int Items { get; }

    /// <summary>The items of a bucket: from (inclusive) to (exclusive).</summary>
    public (int From, int To) ItemsOf(int bucket) => (bucket << shift, Math.Min(Items, (bucket + 1) << shift));

    /// <summary>Works on each bucket, part by part; what belongs to a bucket can be read from within.</summary>
    public void Run(Action<int> work)
    {
        for (var each = 0; each < this.parts.Length - 1; each++)
        {
            Sort(each);
            var first = this.parts[each];
            this.crew.Run(this.parts[each + 1] - first, bucket => work(first + bucket));
        }
    }

    /// <summary>The ends in a bucket that come from a chunk of the edges.</summary>
    public ReadOnlySpan<End> Of(int bucket, int chunk) => Between(bounds[chunk][bucket], bounds[chunk + 1][bucket]);

    /// <summary>All ends in a bucket.</summary>
    public ReadOnlySpan<End> Of(int bucket) => Between(bounds[0][bucket], bounds[chunks][bucket]);

    private ReadOnlySpan<End> Between(int from, int to) => this.sorted.AsSpan(from - BeginOf(this.part), to - from);

    private int BeginOf(int part) => this.parts[part] == Count ? bounds[chunks][^1] : bounds[0][this.parts[part]];

    private void Sort(int part)
    {
        if (this.part == part) return;
        this.part = part;
        this.crew.Run(chunks, chunk => Place(chunk, (int[])bounds[chunk].Clone()));
    }

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
        var (first, last, begin) = (this.parts[this.part], this.parts[this.part + 1], BeginOf(this.part));
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        for (var e = from; e < to; e++)
        {
            var (ahead, back) = (forward[e], backward[e]);
            if (ahead + back == 0) continue;
            var (source, target) = (this.ends.Sources[e], this.ends.Targets[e]);
            // Of a loop both ends are the same item: its steps in and out come in one order.
            var isLoop = source == target;
            var (ofTarget, ofSource) = (target >> shift, source >> shift);
            if (ofTarget >= first && ofTarget < last)
                this.sorted[places[ofTarget]++ - begin] = new End(target, source, ahead, isLoop ? ahead : back);
            if (ofSource >= first && ofSource < last)
                this.sorted[places[ofSource]++ - begin] = new End(source, target, back, isLoop ? back : ahead);
        }
    }
}
