using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>The end of a step, seen from its item.</summary>
/// <param name="Item">The item.</param>
/// <param name="Other">The item that the step comes from.</param>
/// <param name="Weight">The weight of the step; more than 0.</param>
internal readonly record struct StepEnd(int Item, int Other, double Weight);

/// <summary>
/// The ends of all steps along edges, sorted by buckets of items that follow each other: what belongs to the items of a bucket fits
/// into a cache, so that whoever works on a bucket waits for memory once, not for every step. Within a bucket they keep the order of
/// the edges.
/// </summary>
internal sealed class StepBuckets
{
    /// <summary>How many ends may be read behind those of a bucket; they hold anything.</summary>
    public const int RoomBehind = 32;

    private const int EndsPerBucket = 1 << 14;

    // Of larger graphs a part of the buckets is sorted at a time.
    private const int EndsPerPart = 8_000_000;
    private const int PartsMost = 4;

    // Each is written to in turn; more would not keep their places in the cache that they are there for.
    private const int BucketsMost = 1024;

    private readonly WeightedEdges edges;
    private readonly EdgeEnds ends;
    private readonly int items;
    private readonly int shift;
    private readonly int[][] bounds;
    private readonly StepEnd[] sorted;
    private readonly SolverThreads crew;
    private readonly int[] parts;
    private int part = -1;

    /// <summary>Merges the tally, bucket by bucket, and looks how many steps there are in each.</summary>
    /// <param name="edges">The edges.</param>
    /// <param name="ends">The items at their ends.</param>
    /// <param name="tally">How many steps lead into each.</param>
    /// <param name="crew">Who works.</param>
    /// <param name="scratch">Lends memory.</param>
    /// <param name="endsPerPart">How many ends are in memory at a time, at least a quarter of all.</param>
    public StepBuckets(WeightedEdges edges, EdgeEnds ends, EdgeTally tally, SolverThreads crew, ScratchArrays scratch,
        int endsPerPart = EndsPerPart)
    {
        (this.edges, this.ends, this.crew, items) = (edges, ends, crew, tally.Items);
        var wanted = Math.Clamp(edges.Count / (EndsPerBucket / 2), 1, BucketsMost);
        while ((items - 1) >> shift >= wanted) shift++;
        Count = Math.Max(1, (items + (1 << shift) - 1) >> shift);
        bounds = Bounds(tally);
        var total = bounds[^1][^1];
        this.parts = new int[Math.Clamp((int)(((long)total + endsPerPart - 1) / endsPerPart), 1, PartsMost) + 1];
        this.parts[^1] = Count;
        for (var each = 1; each < this.parts.Length - 1; each++)
        {
            var bucket = this.parts[each - 1];
            while (bucket < Count && bounds[0][bucket] < (long)total * each / (this.parts.Length - 1)) bucket++;
            this.parts[each] = bucket;
        }

        var room = Enumerable.Range(0, this.parts.Length - 1).Max(each => BeginOf(each + 1) - BeginOf(each)) + RoomBehind;
        this.sorted = tally.Room.Length >= room ? tally.Room : scratch.Rent<StepEnd>(room);
    }

    /// <summary>How many buckets there are.</summary>
    public int Count { get; }

    /// <summary>The items of a bucket: from (inclusive) to (exclusive).</summary>
    public (int From, int To) ItemsOf(int bucket) => (bucket << shift, Math.Min(items, (bucket + 1) << shift));

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

    /// <summary>The ends in a bucket.</summary>
    public ReadOnlySpan<StepEnd> Of(int bucket) =>
        this.sorted.AsSpan(bounds[0][bucket] - BeginOf(this.part), bounds[^1][bucket] - bounds[0][bucket]);

    private int BeginOf(int part) => this.parts[part] == Count ? bounds[^1][^1] : bounds[0][this.parts[part]];

    /// <summary>By chunk and bucket, where the first end from a chunk belongs; behind the chunks, where each bucket ends.</summary>
    private int[][] Bounds(EdgeTally tally)
    {
        var bounds = Enumerable.Range(0, tally.Chunks + 1).Select(_ => new int[Count]).ToArray();
        this.crew.Run(Count, bucket =>
        {
            Span<int> steps = stackalloc int[tally.Chunks];
            steps.Clear();
            var (from, to) = ItemsOf(bucket);
            tally.Merge(from, to, steps);
            for (var chunk = 0; chunk < steps.Length; chunk++) bounds[chunk][bucket] = steps[chunk];
        });
        var total = 0;
        for (var bucket = 0; bucket < Count; bucket++)
        {
            for (var chunk = 0; chunk < tally.Chunks; chunk++)
                (bounds[chunk][bucket], total) = (total, checked(total + bounds[chunk][bucket]));
            bounds[^1][bucket] = total;
        }

        return bounds;
    }

    private void Sort(int part)
    {
        if (this.part == part) return;
        this.part = part;
        this.crew.Run(bounds.Length - 1, chunk => Place(chunk, (int[])bounds[chunk].Clone()));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(int chunk, int[] places)
    {
        var (from, to) = EdgeChunks.Bounds(chunk, bounds.Length - 1, edges.Count);
        var (first, end, begin) = (this.parts[this.part], this.parts[this.part + 1], BeginOf(this.part));
        var (sources, targets, sorted, shift) = (this.ends.Sources, this.ends.Targets, this.sorted, this.shift);
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        unchecked
        {
            for (var e = from; e < to; e++)
            {
                var (source, target) = (sources[e], targets[e]);
                var (ofTarget, ofSource) = (target >> shift, source >> shift);
                if (forward[e] > 0 && ofTarget >= first && ofTarget < end)
                    sorted[places[ofTarget]++ - begin] = new StepEnd(target, source, forward[e]);
                if (backward[e] > 0 && ofSource >= first && ofSource < end)
                    sorted[places[ofSource]++ - begin] = new StepEnd(source, target, backward[e]);
            }
        }
    }
}
