namespace Grain.Functions.Cred.Graph;

/// <summary>Looks for broken invariants of a contribution graph; what they are stands at <see cref="ContributionGraph"/>.</summary>
internal static class GraphInvariants
{
    /// <summary>What is broken first, beginning with its number; <see langword="null"/> if all hold.</summary>
    public static string? FirstBroken(ContributionGraph graph) =>
        BrokenEnd(graph) ?? BrokenTwin(graph) ?? BrokenCursor(graph) ?? BrokenId(graph) ?? BrokenNode(graph) ?? BrokenType(graph);

    private static string? BrokenEnd(ContributionGraph graph)
    {
        var sources = graph.EdgeTable.Sources;
        var targets = graph.EdgeTable.Targets;
        var count = (uint)graph.Ids.Count;
        for (var edge = 0; edge < sources.Length; edge++)
            if ((uint)sources[edge] >= count || (uint)targets[edge] >= count)
                return $"R1: edge {edge} leads from node {sources[edge]} to node {targets[edge]} in a graph of {count} nodes.";
        return null;
    }

    private static string? BrokenTwin(ContributionGraph graph) => graph.EdgeTable.FindTwin() is var twin and >= 0
        ? $"R2: the edge {graph.EdgeTable[twin].Type} from {graph.Ids[graph.EdgeTable[twin].From]} to "
            + $"{graph.Ids[graph.EdgeTable[twin].To]} is there twice."
        : null;

    private static string? BrokenCursor(ContributionGraph graph)
    {
        foreach (var (account, seq) in graph.Cursors)
            if (seq < 1) return $"R3: the cursor of {account} is {seq}, but journals are numbered from 1.";
        return null;
    }

    private static string? BrokenId(ContributionGraph graph)
    {
        for (var node = 0; node < graph.Ids.Count; node++)
        {
            if (graph.Ids[node].Length == 0) return $"R4: node {node} has no id.";
            if (graph.IndexOf(graph.Ids[node]) != node)
                return $"R4: the id {graph.Ids[node]} does not lead to node {node}; another one has it.";
        }

        return null;
    }

    private static string? BrokenNode(ContributionGraph graph)
    {
        for (var node = 0; node < graph.Ids.Count; node++)
        {
            var (id, known) = (graph.Ids[node], graph.Nodes[node]);
            if (ContributionGraph.IsParticipant(id) != (known.Type == GraphNode.Participant))
                return $"R5: {id} has the type '{known.Type}', but participants and only they begin with {GraphNode.Participant}.";
            if (known.MicroAmount < 0) return $"R6: what {id} mints is multiplied by {known.MicroAmount} millionths.";
        }

        return null;
    }

    private static string? BrokenType(ContributionGraph graph)
    {
        var types = graph.EdgeTable.Types;
        for (var edge = 0; edge < types.Length; edge++)
            if (graph.Words[types[edge]].Length == 0)
                return $"R7: the edge from {graph.Ids[graph.EdgeTable[edge].From]} to {graph.Ids[graph.EdgeTable[edge].To]} has no type.";
        return null;
    }
}
