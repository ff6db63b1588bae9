namespace Grain.Functions.Reads.Graphs;

/// <summary>Which nodes are wanted.</summary>
/// <param name="Kind">People or contributions; both if absent.</param>
/// <param name="Type">Contributions of this type.</param>
/// <param name="Module">Contributions of this module.</param>
internal sealed record NodeFilter(string? Kind, string? Type, string? Module)
{
    public bool Takes(ShownNode node) =>
        (Kind is null || (Kind == GraphNodeAnswer.Participant) == node.IsParticipant)
        && (Type is null || node.Type == Type) && (Module is null || node.Module == Module);
}

/// <summary>Pages of a graph. Pure.</summary>
internal static class GraphPages
{
    /// <summary>The nodes after so many.</summary>
    public static GraphNodesAnswer Nodes(ShownGraph graph, string epoch, int done, int size, NodeFilter filter)
    {
        var nodes = new List<GraphNodeAnswer>();
        for (; done < graph.NodeCount && nodes.Count < size; done++)
            if (graph.Node(done) is var node && filter.Takes(node)) nodes.Add(GraphNodeAnswer.Of(node));
        return new GraphNodesAnswer(graph.Epoch.Run.Epoch.Id, nodes, Next(graph, epoch, done, graph.NodeCount));
    }

    /// <summary>The edges after so many.</summary>
    public static GraphEdgesAnswer Edges(ShownGraph graph, string epoch, int done, int size, string? type)
    {
        var edges = new List<GraphEdgeAnswer>();
        for (; done < graph.EdgeCount && edges.Count < size; done++)
            if (graph.Edge(done) is var edge && (type is null || edge.Type == type)) edges.Add(GraphEdgeAnswer.Of(graph, edge));
        return new GraphEdgesAnswer(graph.Epoch.Run.Epoch.Id, edges, Next(graph, epoch, done, graph.EdgeCount));
    }

    private static string? Next(ShownGraph graph, string epoch, int done, int count) =>
        done < count ? new GraphCursor(epoch, graph.Stamp, done).ToString() : null;
}
