using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Numbers the active participant-epochs by sorting what touches each participant, where an <see cref="EpochTable"/> would cost more
/// memory than the edges do. Time and memory follow the number of edges plus participants plus epochs, not the product of the last two.
/// </summary>
/// <param name="graph">Who did what.</param>
/// <param name="epochs">When that counts.</param>
/// <param name="sources">Takes the item of each edge's source.</param>
/// <param name="targets">Takes the item of its target.</param>
/// <param name="scratch">Lends memory.</param>
internal sealed class EpochSort(WeightedGraph graph, EpochBoundaries epochs, int[] sources, int[] targets, ScratchArrays scratch)
{
    /// <summary>Finds the active participant-epochs, and the items of all ends.</summary>
    /// <param name="attributions">Who gives what to whom.</param>
    /// <param name="crew">Works on it.</param>
    public ParticipantEpochs Number(AttributionSchedule attributions, SolverThreads crew)
    {
        var touches = new ParticipantTouches(graph, epochs, attributions, sources, targets, crew, scratch);
        var blocks = RowBlocks.Create(touches.Counts());
        var offsets = new int[graph.Participants.Count + 1];
        var epochsOfBlocks = new List<int>[blocks.Count];
        crew.Run(blocks.Count, block => epochsOfBlocks[block] = FindActive(blocks.Begin(block), blocks.End(block), touches, offsets));

        for (var p = 0; p < graph.Participants.Count; p++) offsets[p + 1] += offsets[p];
        var active = new ParticipantEpochs(offsets, [.. epochsOfBlocks.SelectMany(epochs => epochs)]);
        crew.Run(blocks.Count, block => NumberEnds(blocks.Begin(block), blocks.End(block), touches, active));
        return active;
    }

    /// <summary>The active epochs of some participants, one after the other.</summary>
    /// <param name="begin">The first participant.</param>
    /// <param name="end">One past the last one.</param>
    /// <param name="touches">What touches all participants.</param>
    /// <param name="counts">Takes, at the place after each participant, how many epochs they have.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private List<int> FindActive(int begin, int end, ParticipantTouches touches, int[] counts)
    {
        var active = new List<int>();
        var touchedBy = new int[epochs.Count];
        for (var p = begin; p < end; p++)
        {
            var first = active.Count;
            foreach (var touch in touches.Of(p))
            {
                var epoch = touches.EpochOf(touch);
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
    private void NumberEnds(int begin, int end, ParticipantTouches touches, ParticipantEpochs active)
    {
        var itemOf = new int[epochs.Count];
        for (var p = begin; p < end; p++)
        {
            for (var i = active.Begin(p); i < active.End(p); i++) itemOf[active.EpochOf(i)] = graph.Contributions.Count + i;
            foreach (var touch in touches.Of(p))
            {
                if (touch < 0) continue;
                ref var item = ref touches.HolderOf(touch);
                item = itemOf[item];
            }
        }
    }
}
