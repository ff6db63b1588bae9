using Grain.Functions.Graph;

namespace Grain.Functions.CredRank;

/// <summary>
/// Where the ends of the edges lie in the matrix. Rows <c>0 … C-1</c> are the contributions, rows from C on the active
/// participant-epochs. An end of an edge without any weight has no row (-1) if it is a participant.
/// </summary>
internal sealed class EdgeRows
{
    private readonly WeightedGraph _graph;
    private readonly EpochBoundaries _epochs;
    private readonly int _participants;
    private readonly int _contributions;

    private EdgeRows(WeightedGraph graph, EpochBoundaries epochs)
    {
        _graph = graph;
        _epochs = epochs;
        _participants = graph.Participants.Count;
        _contributions = graph.Contributions.Count;
        Sources = GC.AllocateUninitializedArray<int>(graph.Edges.Count);
        Targets = GC.AllocateUninitializedArray<int>(graph.Edges.Count);
    }

    /// <summary>The row of each edge's source.</summary>
    public int[] Sources { get; }

    /// <summary>The row of each edge's target.</summary>
    public int[] Targets { get; }

    /// <summary>Finds the active participant-epochs and the rows of all ends. Takes time and memory in the order of edges, participants and epochs, not of their product.</summary>
    public static (EdgeRows Rows, ParticipantEpochs Active) Find(WeightedGraph graph, EpochBoundaries epochs, AttributionSchedule attributions)
    {
        var rows = new EdgeRows(graph, epochs);
        var touches = rows.CollectTouches(attributions, out var offsets);
        return (rows, rows.NumberActiveEpochs(touches, offsets));
    }

    /// <summary>A participant is touched in an epoch by an end of an edge: 2 · edge, + 1 for its target; or -1 for an attribution.</summary>
    private readonly record struct Touch(int End, int Epoch);

    /// <summary>Sorts the touches by participant (counting sort) and fills in the rows of contributions on the way.</summary>
    private Touch[] CollectTouches(AttributionSchedule attributions, out int[] offsets)
    {
        var edges = _graph.Edges;
        var sources = edges.Sources.Span;
        var targets = edges.Targets.Span;
        var times = edges.TimesMs.Span;
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;

        offsets = new int[_participants + 1];
        for (var e = 0; e < sources.Length; e++)
        {
            if (forward[e] == 0 && backward[e] == 0) continue;
            if (sources[e] < _participants) offsets[sources[e]]++;
            if (targets[e] < _participants) offsets[targets[e]]++;
        }

        foreach (var share in attributions.Shares)
        {
            offsets[share.Giver]++;
            offsets[share.Recipient]++;
        }

        // Counts become ends; placing from the back turns the ends into beginnings.
        var total = 0;
        for (var p = 0; p < offsets.Length; p++) offsets[p] = total += offsets[p];

        var touches = new Touch[total];
        foreach (var share in attributions.Shares)
        {
            touches[--offsets[share.Giver]] = new Touch(-1, share.Epoch);
            touches[--offsets[share.Recipient]] = new Touch(-1, share.Epoch);
        }

        for (var e = 0; e < sources.Length; e++)
        {
            Sources[e] = sources[e] - _participants;
            Targets[e] = targets[e] - _participants;
            if ((Sources[e] >= 0 && Targets[e] >= 0) || (forward[e] == 0 && backward[e] == 0)) continue;

            var epoch = _epochs.EpochOf(times[e]);
            if (Sources[e] < 0) touches[--offsets[sources[e]]] = new Touch(2 * e, epoch);
            if (Targets[e] < 0) touches[--offsets[targets[e]]] = new Touch((2 * e) + 1, epoch);
        }

        return touches;
    }

    private ParticipantEpochs NumberActiveEpochs(Touch[] touches, int[] offsets)
    {
        var active = new List<int>();
        var activeOffsets = new int[_participants + 1];
        var touchedBy = new int[_epochs.Count];
        var rowOf = new int[_epochs.Count];
        for (var p = 0; p < _participants; p++)
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
            for (var i = begin; i < active.Count; i++) rowOf[active[i]] = _contributions + i;
            foreach (var touch in own)
            {
                if (touch.End < 0) continue;
                ((touch.End & 1) == 0 ? Sources : Targets)[touch.End >> 1] = rowOf[touch.Epoch];
            }

            activeOffsets[p + 1] = active.Count;
        }

        return new ParticipantEpochs(activeOffsets, [.. active]);
    }
}
