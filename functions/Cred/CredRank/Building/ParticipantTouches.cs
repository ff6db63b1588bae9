using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// All that touches participants, sorted by participant: an end of an edge (2 · edge, + 1 for its target), which holds the epoch from here
/// on, or an attribution (its complement, so below 0). A counting sort.
/// </summary>
internal sealed class ParticipantTouches
{
    private readonly WeightedGraph graph;
    private readonly EpochBoundaries epochs;
    private readonly AttributionSchedule attributions;
    private readonly int[] sources;
    private readonly int[] targets;
    private readonly int[] offsets;
    private readonly int[] sorted;
    private readonly int participants;

    /// <summary>Sorts them.</summary>
    /// <param name="graph">Who did what.</param>
    /// <param name="epochs">When that counts.</param>
    /// <param name="attributions">Who gives what to whom.</param>
    /// <param name="sources">
    /// Takes the item of each edge's source: of a contribution; of a participant that an edge touches the epoch.
    /// </param>
    /// <param name="targets">Takes the same of its target.</param>
    /// <param name="crew">Works on it.</param>
    /// <param name="scratch">Lends memory.</param>
    public ParticipantTouches(WeightedGraph graph, EpochBoundaries epochs, AttributionSchedule attributions, int[] sources, int[] targets,
        SolverThreads crew, ScratchArrays scratch)
    {
        (this.graph, this.epochs, this.attributions, this.sources, this.targets) = (graph, epochs, attributions, sources, targets);
        participants = graph.Participants.Count;
        var chunks = EdgeChunks.CountFor(graph.Edges.Count);
        var counts = new int[chunks + 1][];
        counts[chunks] = CountAttributions();
        crew.Run(chunks, chunk => counts[chunk] = CountEnds(EdgeChunks.Bounds(chunk, chunks, graph.Edges.Count)));

        this.offsets = new int[participants + 1];
        var total = 0;
        for (var p = 0; p < participants; p++)
        {
            // Counts become the places where each chunk puts its touches.
            foreach (var count in counts) (count[p], total) = (total, total + count[p]);
            this.offsets[p + 1] = total;
        }

        this.sorted = scratch.Rent<int>(total);
        PlaceAttributions(counts[chunks]);
        crew.Run(chunks, chunk => PlaceEnds(EdgeChunks.Bounds(chunk, chunks, graph.Edges.Count), counts[chunk]));
    }

    /// <summary>How many touch each participant.</summary>
    public int[] Counts()
    {
        var counts = new int[participants];
        for (var p = 0; p < participants; p++) counts[p] = this.offsets[p + 1] - this.offsets[p];
        return counts;
    }

    /// <summary>What touches a participant.</summary>
    public ReadOnlySpan<int> Of(int participant) => this.sorted.AsSpan(this.offsets[participant]..this.offsets[participant + 1]);

    /// <summary>In which epoch.</summary>
    public int EpochOf(int touch) => touch < 0 ? this.attributions.Shares[~touch].Epoch : HolderOf(touch);

    /// <summary>What the end of an edge holds.</summary>
    public ref int HolderOf(int end) => ref ((end & 1) == 0 ? this.sources : this.targets)[end >> 1];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] CountEnds((int From, int To) chunk)
    {
        var counts = new int[participants];
        var begins = this.graph.Edges.Sources.Span;
        var ends = this.graph.Edges.Targets.Span;
        var forward = this.graph.Edges.ForwardWeights.Span;
        var backward = this.graph.Edges.BackwardWeights.Span;
        for (var e = chunk.From; e < chunk.To; e++)
        {
            var (source, target) = (begins[e] - participants, ends[e] - participants);
            (this.sources[e], this.targets[e]) = (source, target);
            if ((source | target) >= 0) continue; // neither end is a participant
            if (forward[e] + backward[e] == 0) continue;
            if (source < 0) counts[begins[e]]++;
            if (target < 0) counts[ends[e]]++;
        }

        return counts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PlaceEnds((int From, int To) chunk, int[] places)
    {
        var times = this.graph.Edges.TimesMs.Span;
        var forward = this.graph.Edges.ForwardWeights.Span;
        var backward = this.graph.Edges.BackwardWeights.Span;
        for (var e = chunk.From; e < chunk.To; e++)
        {
            var (source, target) = (this.sources[e], this.targets[e]);
            if ((source | target) >= 0 || forward[e] + backward[e] == 0) continue;

            var epoch = this.epochs.EpochOf(times[e]);
            if (source < 0) (this.sorted[places[source + participants]++], this.sources[e]) = (2 * e, epoch);
            if (target < 0) (this.sorted[places[target + participants]++], this.targets[e]) = ((2 * e) + 1, epoch);
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

    private void PlaceAttributions(int[] places)
    {
        for (var index = 0; index < this.attributions.Shares.Count; index++)
        {
            this.sorted[places[this.attributions.Shares[index].Giver]++] = ~index;
            this.sorted[places[this.attributions.Shares[index].Recipient]++] = ~index;
        }
    }
}
