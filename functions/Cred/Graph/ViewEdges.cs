namespace Grain.Functions.Cred.Graph;

/// <summary>The edges of a view, in the order of their ends and type.</summary>
internal sealed class ViewEdges(ContributionGraph graph, ViewNodes nodes, GraphWeights weights, OwnActs own)
{
    private readonly EdgeTable table = graph.EdgeTable;
    private readonly int[] wordRanks = graph.Words.Ranks();

    /// <summary>
    /// All edges that happened before a moment and have both ends, own acts and what was withdrawn left out, with the number of each in the
    /// graph; and how many there are that lack an end.
    /// </summary>
    public (WeightedEdges Edges, ReadOnlyMemory<int> Numbers, int Dangling) Of(long untilMs)
    {
        var (ends, kept, dangling) = Select(untilMs);
        Array.Sort(ends, kept);
        var numbers = kept.AsMemory(0, SortTypes(ends, kept));
        return (Weigh(numbers.Span), numbers, dangling);
    }

    private (ulong[] Ends, int[] Kept, int Dangling) Select(long untilMs)
    {
        var (ends, kept) = (new ulong[table.Count], new int[table.Count]);
        var (count, dangling) = (0, 0);
        for (var edge = 0; edge < table.Count; edge++)
        {
            if (table.Times[edge] >= untilMs || own.HasEdge(edge) || graph.IsNote(graph.Words[table.Types[edge]]) || table.IsGone(edge))
                continue;
            var (source, target) = (nodes.Places[table.Sources[edge]], nodes.Places[table.Targets[edge]]);
            if (source < 0 || target < 0)
            {
                dangling++;
                continue;
            }

            ends[count] = ((ulong)source << 32) | (uint)target;
            kept[count++] = edge;
        }

        return (ends[..count], kept[..count], dangling);
    }

    /// <summary>
    /// Orders edges with the same ends by type. Where aliases became one participant, an edge may be there several times now;
    /// as ever, the earliest stays (R2).
    /// </summary>
    /// <returns>How many are left.</returns>
    private int SortTypes(ulong[] ends, int[] kept)
    {
        var byType = Comparer<int>.Create((a, b) => table.Types[a] != table.Types[b]
            ? wordRanks[table.Types[a]].CompareTo(wordRanks[table.Types[b]])
            : table.Times[a].CompareTo(table.Times[b]));
        var count = 0;
        for (int begin = 0, end; begin < kept.Length; begin = end)
        {
            for (end = begin + 1; end < kept.Length && ends[end] == ends[begin];) end++;
            if (end - begin > 1) Array.Sort(kept, begin, end - begin, byType);
            var previousType = -1;
            for (var i = begin; i < end; i++)
            {
                if (table.Types[kept[i]] == previousType) continue;
                previousType = table.Types[kept[i]];
                kept[count++] = kept[i];
            }
        }

        return count;
    }

    private WeightedEdges Weigh(ReadOnlySpan<int> kept)
    {
        var (conduction, factors) = (new Timeline<EdgeWeight>?[graph.Words.Count], weights.EdgeFactors());
        var (sources, targets) = (new int[kept.Length], new int[kept.Length]);
        var (forward, backward, times) = (new double[kept.Length], new double[kept.Length], new double[kept.Length]);
        for (var e = 0; e < kept.Length; e++)
        {
            var (edge, type) = (kept[e], table.Types[kept[e]]);
            var weight = (conduction[type] ??= weights.Conduction(graph.Words[type])).At(table.Times[edge]);
            (sources[e], targets[e]) = (nodes.Places[table.Sources[edge]], nodes.Places[table.Targets[edge]]);
            (forward[e], backward[e], times[e]) = (weight.Forward, weight.Backward, table.Times[edge]);
            if (factors.Count == 0 || !factors.TryGetValue(NameOf(edge), out var factor)) continue;
            (forward[e], backward[e]) =
                (forward[e] * factor.At(table.Times[edge]).Forward, backward[e] * factor.At(table.Times[edge]).Backward);
        }

        return new WeightedEdges(sources, targets, forward, backward, times);
    }

    private string NameOf(int edge) =>
        $"{graph.Words[table.Types[edge]]} {graph.Ids[table.Sources[edge]]} {graph.Ids[table.Targets[edge]]}";
}
