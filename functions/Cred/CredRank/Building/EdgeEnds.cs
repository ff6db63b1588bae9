using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// What the ends of the edges are. Items <c>0 … C-1</c> are the contributions, items from C on the active participant-epochs.
/// The participant ends of an edge without any weight are no item and hold anything below 0.
/// </summary>
internal sealed class EdgeEnds
{
    /// <summary>How many ends may be read behind those of the edges; they hold anything.</summary>
    public const int RoomBehind = 16;

    private readonly WeightedGraph graph;
    private readonly EpochBoundaries epochs;
    private readonly AttributionSchedule attributions;
    private readonly SolverThreads crew;
    private readonly ScratchArrays scratch;
    private readonly int participants;
    private readonly int contributions;

    private EdgeEnds(WeightedGraph graph, EpochBoundaries epochs, AttributionSchedule attributions, SolverThreads crew,
        ScratchArrays scratch)
    {
        (this.graph, this.epochs, this.attributions, this.crew, this.scratch) = (graph, epochs, attributions, crew, scratch);
        (participants, contributions) = (graph.Participants.Count, graph.Contributions.Count);
        (Sources, Targets) =
            (scratch.Rent<int>(graph.Edges.Count + RoomBehind), scratch.Rent<int>(graph.Edges.Count + RoomBehind));
    }

    /// <summary>The item of each edge's source; if it is below 0, its place in the table of <see cref="Items"/>.</summary>
    public int[] Sources { get; }

    /// <summary>The item of each edge's target, likewise.</summary>
    public int[] Targets { get; }

    /// <summary>The item of each place in a table, of which ends hold the complement; never empty, even where all hold items.</summary>
    public int[] Items { get; private set; } = [0];

    /// <summary>
    /// Finds the active participant-epochs and the ends of all edges. Time and memory follow the number of edges plus
    /// participants plus epochs, not the product of the last two.
    /// </summary>
    /// <param name="graph">Who did what.</param>
    /// <param name="epochs">When that counts.</param>
    /// <param name="attributions">Who gives what to whom.</param>
    /// <param name="crew">Works on it.</param>
    /// <param name="scratch">Lends memory.</param>
    /// <param name="byTable">Whether by an <see cref="EpochTable"/>, which gives the same; by default where it fits.</param>
    public static (EdgeEnds Ends, ParticipantEpochs Active) Find(
        WeightedGraph graph, EpochBoundaries epochs, AttributionSchedule attributions, SolverThreads crew, ScratchArrays scratch,
        bool? byTable = null)
    {
        var ends = new EdgeEnds(graph, epochs, attributions, crew, scratch);
        if (byTable ?? EpochTable.Fits(graph, epochs))
        {
            var table = new EpochTable(graph, epochs, ends.Sources, ends.Targets, scratch);
            ends.Items = table.Items;
            return (ends, table.Number(attributions, crew));
        }

        var touches = ends.SortTouches(out var offsets);
        return (ends, ends.NumberActiveEpochs(touches, offsets));
    }

    /// <summary>
    /// A counting sort by participant of all that touches them: an end of an edge (2 · edge, + 1 for its target), which holds the epoch
    /// from here on, or an attribution (its complement, so below 0).
    /// </summary>
    private int[] SortTouches(out int[] offsets)
    {
        var chunks = EdgeChunks.CountFor(this.graph.Edges.Count);
        var counts = new int[chunks + 1][];
        counts[chunks] = CountAttributions();
        this.crew.Run(chunks, chunk => counts[chunk] = CountEnds(EdgeChunks.Bounds(chunk, chunks, this.graph.Edges.Count)));

        offsets = new int[participants + 1];
        var total = 0;
        for (var p = 0; p < participants; p++)
        {
            // Counts become the places where each chunk puts its touches.
            foreach (var count in counts) (count[p], total) = (total, total + count[p]);
            offsets[p + 1] = total;
        }

        var touches = this.scratch.Rent<int>(total);
        PlaceAttributions(counts[chunks], touches);
        this.crew.Run(chunks, chunk => PlaceEnds(EdgeChunks.Bounds(chunk, chunks, this.graph.Edges.Count), counts[chunk], touches));
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
    private void PlaceEnds((int From, int To) chunk, int[] places, int[] touches)
    {
        var times = this.graph.Edges.TimesMs.Span;
        var forward = this.graph.Edges.ForwardWeights.Span;
        var backward = this.graph.Edges.BackwardWeights.Span;
        for (var e = chunk.From; e < chunk.To; e++)
        {
            var (source, target) = (Sources[e], Targets[e]);
            if ((source | target) >= 0 || forward[e] + backward[e] == 0) continue;

            var epoch = this.epochs.EpochOf(times[e]);
            if (source < 0) (touches[places[source + participants]++], Sources[e]) = (2 * e, epoch);
            if (target < 0) (touches[places[target + participants]++], Targets[e]) = ((2 * e) + 1, epoch);
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

    private void PlaceAttributions(int[] places, int[] touches)
    {
        for (var index = 0; index < this.attributions.Shares.Count; index++)
        {
            touches[places[this.attributions.Shares[index].Giver]++] = ~index;
            touches[places[this.attributions.Shares[index].Recipient]++] = ~index;
        }
    }

    private ParticipantEpochs NumberActiveEpochs(int[] touches, int[] offsets)
    {
        var touchCounts = new int[participants];
        for (var p = 0; p < participants; p++) touchCounts[p] = offsets[p + 1] - offsets[p];
        var blocks = RowBlocks.Create(touchCounts);
        var activeOffsets = new int[participants + 1];
        var epochsOfBlocks = new List<int>[blocks.Count];
        this.crew.Run(blocks.Count,
            block => epochsOfBlocks[block] = FindActiveEpochs(blocks.Begin(block), blocks.End(block), touches, offsets, activeOffsets));

        for (var p = 0; p < participants; p++) activeOffsets[p + 1] += activeOffsets[p];
        var active = new ParticipantEpochs(activeOffsets, [.. epochsOfBlocks.SelectMany(epochs => epochs)]);
        this.crew.Run(blocks.Count, block => NumberEnds(blocks.Begin(block), blocks.End(block), touches, offsets, active));
        return active;
    }

    /// <summary>The active epochs of some participants, one after the other.</summary>
    /// <param name="begin">The first participant.</param>
    /// <param name="end">One past the last one.</param>
    /// <param name="touches">What touches all participants.</param>
    /// <param name="offsets">Where each one's touches begin.</param>
    /// <param name="counts">Takes, at the place after each participant, how many epochs they have.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private List<int> FindActiveEpochs(int begin, int end, int[] touches, int[] offsets, int[] counts)
    {
        var active = new List<int>();
        var touchedBy = new int[this.epochs.Count];
        for (var p = begin; p < end; p++)
        {
            var first = active.Count;
            foreach (var touch in touches.AsSpan(offsets[p]..offsets[p + 1]))
            {
                var epoch = EpochOf(touch);
                if (touchedBy[epoch] == p + 1) continue;
                touchedBy[epoch] = p + 1;
                active.Add(epoch);
            }

            counts[p + 1] = active.Count - first;
            active.Sort(first, counts[p + 1], null);
        }

        return active;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void NumberEnds(int begin, int end, int[] touches, int[] offsets, ParticipantEpochs active)
    {
        var itemOf = new int[this.epochs.Count];
        for (var p = begin; p < end; p++)
        {
            for (var i = active.Begin(p); i < active.End(p); i++) itemOf[active.EpochOf(i)] = contributions + i;
            foreach (var touch in touches.AsSpan(offsets[p]..offsets[p + 1]))
            {
                if (touch < 0) continue;
                ref var item = ref ((touch & 1) == 0 ? Sources : Targets)[touch >> 1];
                item = itemOf[item];
            }
        }
    }

    private int EpochOf(int touch) =>
        touch < 0 ? this.attributions.Shares[~touch].Epoch : ((touch & 1) == 0 ? Sources : Targets)[touch >> 1];
}
