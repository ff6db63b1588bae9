using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Numbers the active participant-epochs by a table of every participant in every epoch. It goes over the edges once, in their order,
/// where an <see cref="EpochSort"/> sorts what touches each participant.
/// </summary>
/// <param name="graph">Who did what.</param>
/// <param name="epochs">When that counts.</param>
/// <param name="sources">
/// Takes the item of each edge's source; of a participant that an edge touches the complement of its place in the table.
/// </param>
/// <param name="targets">Takes the same of its target.</param>
/// <param name="scratch">Lends the table.</param>
internal sealed class EpochTable(WeightedGraph graph, EpochBoundaries epochs, int[] sources, int[] targets, ScratchArrays scratch)
{
    private readonly int participants = graph.Participants.Count;
    private readonly int[] table = scratch.Rent<int>(Math.Max(1, graph.Participants.Count * epochs.Count));

    /// <summary>The item at each place of the table that something touches, once they are numbered.</summary>
    public int[] Items => this.table;

    /// <summary>Whether there are not more of them than edges, so that the table costs no memory to speak of.</summary>
    public static bool Fits(WeightedGraph graph, EpochBoundaries epochs) =>
        (long)graph.Participants.Count * epochs.Count <= graph.Edges.Count;

    /// <summary>Finds the active participant-epochs, and where all ends are in the table.</summary>
    /// <param name="attributions">Who gives what to whom.</param>
    /// <param name="crew">Works on it.</param>
    public ParticipantEpochs Number(AttributionSchedule attributions, SolverThreads crew)
    {
        Array.Clear(this.table, 0, participants * epochs.Count);
        var chunks = EdgeChunks.CountFor(graph.Edges.Count);
        crew.Run(chunks, chunk => Touch(EdgeChunks.Bounds(chunk, chunks, graph.Edges.Count)));
        foreach (var share in attributions.Shares)
        {
            this.table[PlaceOf(share.Giver, share.Epoch)] = 1;
            this.table[PlaceOf(share.Recipient, share.Epoch)] = 1;
        }

        return NumberTouched();
    }

    /// <summary>Marks what edges touch. All threads write the same into the table, so it does not matter who is first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Touch((int From, int To) chunk)
    {
        var begins = graph.Edges.Sources.Span;
        var ends = graph.Edges.Targets.Span;
        var times = graph.Edges.TimesMs.Span;
        var forward = graph.Edges.ForwardWeights.Span;
        var backward = graph.Edges.BackwardWeights.Span;
        for (var e = chunk.From; e < chunk.To; e++)
        {
            var (source, target) = (begins[e] - participants, ends[e] - participants);
            if ((source | target) < 0 && forward[e] + backward[e] != 0)
            {
                var epoch = epochs.EpochOf(times[e]);
                if (source < 0) source = Touch(PlaceOf(source + participants, epoch));
                if (target < 0) target = Touch(PlaceOf(target + participants, epoch));
            }

            (sources[e], targets[e]) = (source, target);
        }
    }

    private int Touch(int place)
    {
        if (this.table[place] == 0) this.table[place] = 1;
        return ~place;
    }

    private ParticipantEpochs NumberTouched()
    {
        var (offsets, active) = (new int[participants + 1], new List<int>());
        for (var participant = 0; participant < participants; participant++)
        {
            for (var epoch = 0; epoch < epochs.Count; epoch++)
            {
                ref var item = ref this.table[PlaceOf(participant, epoch)];
                if (item == 0) continue;
                item = graph.Contributions.Count + active.Count;
                active.Add(epoch);
            }

            offsets[participant + 1] = active.Count;
        }

        return new ParticipantEpochs(offsets, [.. active]);
    }

    private int PlaceOf(int participant, int epoch) => (participant * epochs.Count) + epoch;
}
