using System.Runtime.CompilerServices;
using Grain.Functions.Graph;

namespace Grain.Functions.CredRank;

/// <summary>
/// Where the ends of the edges lie in the matrix. Rows <c>0 … C-1</c> are the contributions, rows from C on the active
/// participant-epochs. The participant ends of an edge without any weight have no row and hold a negative number.
/// </summary>
internal sealed class EdgeRows
{
    private readonly WeightedGraph graph;
    private readonly EpochBoundaries epochs;
    private readonly AttributionSchedule attributions;
    private readonly ParallelOptions parallel;
    private readonly int participants;
    private readonly int contributions;

    private EdgeRows(WeightedGraph graph, EpochBoundaries epochs, AttributionSchedule attributions, ParallelOptions parallel)
    {
        (this.graph, this.epochs, this.attributions, this.parallel) = (graph, epochs, attributions, parallel);
        (participants, contributions) = (graph.Participants.Count, graph.Contributions.Count);
        Sources = GC.AllocateUninitializedArray<int>(graph.Edges.Count);
        Targets = GC.AllocateUninitializedArray<int>(graph.Edges.Count);
    }

    /// <summary>A participant is touched in an epoch by an end of an edge (2 · edge, + 1 for its target) or by an attribution (-1).</summary>
    private readonly record struct Touch(int End, int Epoch);

    /// <summary>The row of each edge's source.</summary>
    public int[] Sources { get; }

    /// <summary>The row of each edge's target.</summary>
    public int[] Targets { get; }

    /// <summary>
    /// Finds the active participant-epochs and the rows of all ends. Time and memory follow the number of edges plus
    /// participants plus epochs, not the product of the last two.
    /// </summary>
    public static (EdgeRows Rows, ParticipantEpochs Active) Find(
        WeightedGraph graph, EpochBoundaries epochs, AttributionSchedule attributions, ParallelOptions parallel)
    {
        var rows = new EdgeRows(graph, epochs, attributions, parallel);
        var touches = rows.SortTouches(out var offsets);
        return (rows, rows.NumberActiveEpochs(touches, offsets));
    }

    /// <summary>A counting sort of all touches by participant.</summary>
    private Touch[] SortTouches(out int[] offsets)
    {
        var chunks = EdgeChunks.CountFor(this.graph.Edges.Count);
        var counts = new int[chunks + 1][];
        counts[chunks] = CountAttributions();
        Parallel.For(0, chunks, this.parallel, chunk => counts[chunk] = CountEnds(EdgeChunks.Bounds(chunk, chunks, this.graph.Edges.Count)));

        offsets = new int[participants + 1];
        var total = 0;
        for (var p = 0; p < participants; p++)
        {
            // Counts become the places where each chunk puts its touches.
            foreach (var count in counts) (count[p], total) = (total, total + count[p]);
            offsets[p + 1] = total;
        }

        var touches = new Touch[total];
        PlaceAttributions(counts[chunks], touches);
        Parallel.For(0, chunks, this.parallel, chunk => PlaceEnds(EdgeChunks.Bounds(chunk, chunks, this.graph.Edges.Count), counts[chunk], touches));
        return touches;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] CountEnds((int From, int To) chunk)
    {
        var counts = new int[participants];
        var sources = this.graph.Edges.Sources.Span;
        var targets = this.graph.Edges.Targets.Span;
        var forward = this.graph.Edges.ForwardWeights.Span;
        var backward = this.graph.Edges.BackwardWeights.Span;
        for (var e = chunk.From; e < chunk.To; e++)
        {
            var (source, target) = (sources[e] - participants, targets[e] - participants);
            (Sources[e], Targets[e]) = (source, target);
            if ((source | target) >= 0) continue; // neither end is a participant
            if (forward[e] + backward[e] == 0) continue;
            if (source < 0) counts[sources[e]]++;
            if (target < 0) counts[targets[e]]++;
        }

        return counts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PlaceEnds((int From, int To) chunk, int[] places, Touch[] touches)
    {
        var times = this.graph.Edges.TimesMs.Span;
        var forward = this.graph.Edges.ForwardWeights.Span;
        var backward = this.graph.Edges.BackwardWeights.Span;
        for (var e = chunk.From; e < chunk.To; e++)
        {
            var (source, target) = (Sources[e], Targets[e]);
            if ((source | target) >= 0 || forward[e] + backward[e] == 0) continue;

            var epoch = this.epochs.EpochOf(times[e]);
            if (source < 0) touches[places[source + participants]++] = new Touch(2 * e, epoch);
            if (target < 0) touches[places[target + participants]++] = new Touch((2 * e) + 1, epoch);
        }
    }

    private int[] CountAttributions()
    {
        var counts = new int[participants];
        foreach (var share in this.attributions.Shares)
        {
            counts[share.Giver]++;
            counts[share.Recipient]++;
        }

        return counts;
    }

    private void PlaceAttributions(int[] places, Touch[] touches)
    {
        foreach (var share in this.attributions.Shares)
        {
            touches[places[share.Giver]++] = new Touch(-1, share.Epoch);
            touches[places[share.Recipient]++] = new Touch(-1, share.Epoch);
        }
    }

    private ParticipantEpochs NumberActiveEpochs(Touch[] touches, int[] offsets)
    {
        var active = new List<int>();
        var activeOffsets = new int[participants + 1];
        var touchedBy = new int[this.epochs.Count];
        var rowOf = new int[this.epochs.Count];
        for (var p = 0; p < participants; p++)
        {
            var own = touches.AsSpan(offsets[p]..offsets[p + 1]);
            var begin = active.Count;
            foreach (var touch in own)
            {
                if (touchedBy[touch.Epoch] == p + 1) continue;
                touchedBy[touch.Epoch] = p + 1;
                active.Add(touch.Epoch);
            }

            active.Sort(begin, active.Count - begin, null);
            for (var i = begin; i < active.Count; i++) rowOf[active[i]] = contributions + i;
            foreach (var touch in own)
            {
                if (touch.End >= 0) ((touch.End & 1) == 0 ? Sources : Targets)[touch.End >> 1] = rowOf[touch.Epoch];
            }

            activeOffsets[p + 1] = active.Count;
        }

        return new ParticipantEpochs(activeOffsets, [.. active]);
    }
}
