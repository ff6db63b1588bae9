namespace Grain.Functions.Graph;

/// <summary>
/// The contribution graph as it was at a moment, with weights applied: what CredRank computes on. Nodes and edges from that
/// moment on, retracted nodes, nodes that nothing has described, and edges to any of these are left out.
/// </summary>
/// <remarks>Participants and contributions stand in ordinal order of their ids, so the same graph gives the same sums.</remarks>
public sealed class GraphView
{
    private GraphView(WeightedGraph weighted, IReadOnlyList<GraphNode> participantNodes, IReadOnlyList<string> modules, int danglingEdges) =>
        (Weighted, ParticipantNodes, Modules, DanglingEdges) = (weighted, participantNodes, modules, danglingEdges);

    /// <summary>Nodes, mints and edges with weights; ids as in the contribution graph.</summary>
    public WeightedGraph Weighted { get; }

    /// <summary>What is known of each participant.</summary>
    public IReadOnlyList<GraphNode> ParticipantNodes { get; }

    /// <summary>The source module of each contribution.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>How many edges were left out for want of an end.</summary>
    public int DanglingEdges { get; }

    /// <summary>The view of <paramref name="graph"/> just before <paramref name="untilMs"/>.</summary>
    public static GraphView Of(ContributionGraph graph, GraphWeights weights, long untilMs)
    {
        var order = Enumerable.Range(0, graph.Ids.Count).Where(node => TakesPart(graph.Nodes[node], untilMs)).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(graph.Ids[a], graph.Ids[b]));
        var participants = order.Where(node => graph.Nodes[node].Type == GraphNode.Participant).ToArray();
        var contributions = order.Where(node => graph.Nodes[node].Type != GraphNode.Participant).ToArray();

        var places = new int[graph.Ids.Count];
        Array.Fill(places, -1);
        foreach (var (place, node) in participants.Concat(contributions).Index()) places[node] = place;

        var (edges, dangling) = EdgesOf(graph, weights, untilMs, places);
        var weighted = new WeightedGraph(
            Array.ConvertAll(participants, node => graph.Ids[node]),
            Array.ConvertAll(contributions, node => graph.Ids[node]),
            Array.ConvertAll(contributions, node => MintOf(graph.Nodes[node], weights)),
            edges);
        return new GraphView(
            weighted, Array.ConvertAll(participants, node => graph.Nodes[node]), Array.ConvertAll(contributions, node => graph.Nodes[node].Module), dangling);
    }

    private static bool TakesPart(GraphNode node, long untilMs) => node.Type switch
    {
        GraphNode.Participant => true,
        GraphNode.Undeclared => false,
        _ => !node.Retracted && node.AtMs < untilMs,
    };

    private static double MintOf(GraphNode node, GraphWeights weights) => weights.MintOf(node.Type) * ((double)node.MicroAmount / GraphNode.One);

    private static (WeightedEdges Edges, int Dangling) EdgesOf(ContributionGraph graph, GraphWeights weights, long untilMs, int[] places)
    {
        var due = graph.Edges.Where(edge => edge.Value < untilMs).ToArray();
        var kept = due
            .Where(edge => places[edge.Key.From] >= 0 && places[edge.Key.To] >= 0)
            .Select(edge => (From: places[edge.Key.From], To: places[edge.Key.To], edge.Key.Type, AtMs: edge.Value))
            .ToArray();
        Array.Sort(kept, (a, b) =>
            a.From != b.From ? a.From.CompareTo(b.From) : a.To != b.To ? a.To.CompareTo(b.To) : string.CompareOrdinal(a.Type, b.Type));
        var edges = new WeightedEdges(
            Array.ConvertAll(kept, edge => edge.From), Array.ConvertAll(kept, edge => edge.To),
            Array.ConvertAll(kept, edge => weights.WeightOf(edge.Type).Forward), Array.ConvertAll(kept, edge => weights.WeightOf(edge.Type).Backward),
            Array.ConvertAll(kept, edge => (double)edge.AtMs));
        return (edges, due.Length - kept.Length);
    }
}
