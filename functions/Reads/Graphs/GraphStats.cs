using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Reads.Graphs;

/// <summary>Counts a graph. Pure.</summary>
internal static class GraphStats
{
    /// <summary>All of it is counted, whoever may see it; times are those of contributions that are shown.</summary>
    public static GraphAnswer Of(ShownGraph shown)
    {
        var (epoch, view) = (shown.Epoch, shown.Epoch.View);
        var (nodes, modules, edges) = (Counts(), Counts(), Counts());
        for (var contribution = 0; contribution < view.Weighted.Contributions.Count; contribution++)
        {
            var node = view.NodeOf(epoch.Graph, contribution);
            Count(nodes, node.Type);
            Count(modules, node.Module);
        }

        for (var edge = 0; edge < view.Weighted.Edges.Count; edge++) Count(edges, view.EdgeTypeOf(epoch.Graph, edge));
        var (first, last) = Times(shown);
        return new GraphAnswer(
            epoch.Run.Space, epoch.Run.Epoch.Id, epoch.Run.Calculation, view.Weighted.Participants.Count,
            view.Weighted.Contributions.Count, view.Weighted.Edges.Count, Isolated(view.Weighted),
            epoch.Graph.Nodes.Count(node => node is { Type: GraphNode.Undeclared, Retracted: false }),
            epoch.Graph.Nodes.Count(node => node.Retracted), view.DanglingEdges, nodes, modules, edges, epoch.Scores.TotalMint,
            GraphNodeAnswer.TimeOf(first), GraphNodeAnswer.TimeOf(last), epoch.GraphBytes)
        {
            AsOf = epoch.Run.ClosedAt is null ? epoch.Run.StageAt : null,
        };
    }

    private static SortedDictionary<string, int> Counts() => new(StringComparer.Ordinal);

    private static void Count(SortedDictionary<string, int> counts, string word) => counts[word] = counts.GetValueOrDefault(word) + 1;

    private static int Isolated(WeightedGraph graph)
    {
        var isConnected = new bool[graph.NodeCount];
        foreach (var node in graph.Edges.Sources.Span) isConnected[node] = true;
        foreach (var node in graph.Edges.Targets.Span) isConnected[node] = true;
        return isConnected.Count(connected => !connected);
    }

    private static (long? First, long? Last) Times(ShownGraph shown)
    {
        var (first, last) = ((long?)null, (long?)null);
        for (var place = 0; place < shown.NodeCount; place++)
        {
            if (shown.TimeOf(place) is not { } at) continue;
            if (!(first <= at)) first = at;
            if (!(last >= at)) last = at;
        }

        return (first, last);
    }
}
