using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Grain.Functions.Cred.Graph;
using static Grain.Functions.Cred.CredRank.CredRankFaults;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>An item as the origin of steps: how much weight leads out of it in all, and its row. Both are read at once.</summary>
/// <param name="WeightOut">The weight.</param>
/// <param name="Row">The row; until rows are numbered, how many steps lead into the item.</param>
internal record struct ItemOrigin(double WeightOut, int Row);

/// <summary>
/// Adds up the weights out of each item and the steps into it, chunk by chunk of the edges, and gives each end its item. It needs no
/// order of the edges: what it reads from all over the items is asked for ahead.
/// </summary>
internal sealed class EdgeTally
{
    private readonly WeightedEdges edges;
    private readonly EdgeEnds ends;
    private readonly int chunks;
    private readonly ItemOrigin[] origins;

    /// <summary>Goes over the edges.</summary>
    /// <param name="edges">The edges.</param>
    /// <param name="ends">Their ends; afterwards each is an item.</param>
    /// <param name="items">How many items there are.</param>
    /// <param name="crew">Who works.</param>
    /// <param name="scratch">Lends memory.</param>
    public EdgeTally(WeightedEdges edges, EdgeEnds ends, int items, SolverThreads crew, ScratchArrays scratch)
    {
        (this.edges, this.ends, Items) = (edges, ends, items);
        chunks = EdgeChunks.CountFor(edges.Count);
        (this.origins, Room) = (scratch.Rent<ItemOrigin>(items), scratch.Rent<StepEnd>(checked((chunks - 1) * items)));
        crew.Run(chunks, Add);
    }

    /// <summary>How many items there are.</summary>
    public int Items { get; }

    /// <summary>How many chunks of edges there are; sums are added up within each first.</summary>
    public int Chunks => chunks;

    /// <summary>All items, once they are merged.</summary>
    public ItemOrigin[] Origins => this.origins;

    /// <summary>Memory that is free once all items are merged.</summary>
    public StepEnd[] Room { get; }

    /// <summary>Adds up what the chunks have of some items.</summary>
    /// <param name="from">The first item.</param>
    /// <param name="to">One past the last one.</param>
    /// <param name="steps">Takes how many steps lead into all of these from each chunk.</param>
    /// <exception cref="CredRankException"><see cref="BadEdgeWeight"/>: the weights at an item add up to more than a double
    /// holds.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Merge(int from, int to, Span<int> steps)
    {
        var sums = this.origins.AsSpan(from..to);
        foreach (ref readonly var sum in sums) steps[0] += sum.Row;
        for (var chunk = 1; chunk < chunks; chunk++)
        {
            var others = OfChunk(chunk)[from..to];
            var count = 0;
            for (var item = 0; item < sums.Length; item++)
            {
                sums[item].WeightOut += others[item].WeightOut;
                sums[item].Row += others[item].Row;
                count += others[item].Row;
            }

            steps[chunk] = count;
        }

        for (var item = 0; item < sums.Length; item++)
            if (!double.IsFinite(sums[item].WeightOut)) throw Overflow(from + item);
    }

    private Span<ItemOrigin> OfChunk(int chunk) => chunk == 0 ? this.origins.AsSpan(0, Items)
        : MemoryMarshal.Cast<StepEnd, ItemOrigin>(Room.AsSpan((chunk - 1) * Items, Items));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Add(int chunk)
    {
        var sums = OfChunk(chunk);
        sums.Clear();
        var (from, to) = EdgeChunks.Bounds(chunk, chunks, edges.Count);
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        var (sources, targets, items) = (this.ends.Sources, this.ends.Targets, this.ends.Items);
        unchecked
        {
            fixed (ItemOrigin* first = sums)
            {
                for (var e = from; e < to; e++)
                {
                    // An address that is none does no harm.
                    if (Sse.IsSupported) Sse.Prefetch0(first + sources[e + EdgeEnds.RoomBehind]);
                    if (Sse.IsSupported) Sse.Prefetch0(first + targets[e + EdgeEnds.RoomBehind]);
                    var (ahead, back) = (forward[e], backward[e]);
                    if (ahead + back == 0) continue;
                    var (source, target) = (ItemOf(sources[e], items), ItemOf(targets[e], items));
                    (sources[e], targets[e]) = (source, target);
                    ref var origin = ref sums[source];
                    ref var end = ref sums[target];
                    // Of a loop both ends are the same item: first the way ahead, then the way back.
                    origin.WeightOut += ahead;
                    end.WeightOut += back;
                    if (back > 0) origin.Row++;
                    if (ahead > 0) end.Row++;
                }
            }
        }
    }

    /// <summary>An end, or what the table has at its complement; without a branch, since no processor can tell which it will be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ItemOf(int end, int[] items)
    {
        var isPlace = end >> 31;
        return (items[~end & isPlace] & isPlace) | (end & ~isPlace);
    }

    private CredRankException Overflow(int item)
    {
        var edge = 0;
        while (this.ends.Sources[edge] != item && this.ends.Targets[edge] != item) edge++;
        return new CredRankException(BadEdgeWeight,
            $"The weights of all edges at one end of edge {edge} add up to more than a double holds.");
    }
}
