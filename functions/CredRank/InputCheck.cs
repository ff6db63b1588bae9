using Grain.Functions.Graph;
using static Grain.Functions.CredRank.CredRankFaults;

namespace Grain.Functions.CredRank;

/// <summary>Refuses a graph that CredRank can not compute on, and says where the fault is.</summary>
internal static class InputCheck
{
    /// <summary>Checks nodes, mints and edges.</summary>
    /// <returns>The sum of all mints, more than 0.</returns>
    public static double Check(WeightedGraph graph)
    {
        CheckIds(graph);
        CheckEdges(graph);
        return SumOfMints(graph);
    }

    private static void CheckIds(WeightedGraph graph)
    {
        var ids = new HashSet<string>(graph.NodeCount);
        for (var node = 0; node < graph.NodeCount; node++)
        {
            if (!ids.Add(graph.IdOf(node))) throw new CredRankException(DuplicateNode, $"The id {graph.IdOf(node)} is used by two nodes; the second is {Describe(graph, node)}.");
        }
    }

    private static double SumOfMints(WeightedGraph graph)
    {
        var mints = graph.Mints.Span;
        var total = 0.0;
        for (var c = 0; c < mints.Length; c++)
        {
            if (!(mints[c] >= 0 && double.IsFinite(mints[c])))
                throw new CredRankException(BadNodeWeight, $"Contribution {graph.Contributions[c]} (number {c}) mints {mints[c]}; it must be a finite number, 0 or more.");
            total += mints[c];
        }

        if (!double.IsFinite(total)) throw new CredRankException(BadNodeWeight, "The mints of all contributions add up to more than a double holds.");
        return total > 0 ? total : throw new CredRankException(NoMintingNodes, "No contribution mints anything, so there is no cred to give.");
    }

    private static void CheckEdges(WeightedGraph graph)
    {
        var edges = graph.Edges;
        var sources = edges.Sources.Span;
        var targets = edges.Targets.Span;
        var times = edges.TimesMs.Span;
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        for (var e = 0; e < sources.Length; e++)
        {
            var isKnown = (uint)sources[e] < (uint)graph.NodeCount && (uint)targets[e] < (uint)graph.NodeCount;
            var isWeighted = forward[e] >= 0 && forward[e] < double.PositiveInfinity && backward[e] >= 0 && backward[e] < double.PositiveInfinity;
            if (!isKnown || !isWeighted || !double.IsFinite(times[e])) throw FaultOf(graph, e);
        }
    }

    private static CredRankException FaultOf(WeightedGraph graph, int edge)
    {
        var edges = graph.Edges;
        var source = edges.Sources.Span[edge];
        var target = edges.Targets.Span[edge];
        var isKnown = (uint)source < (uint)graph.NodeCount && (uint)target < (uint)graph.NodeCount;
        if (!isKnown) return new CredRankException(UnknownNode, $"Edge {edge} leads from node {source} to node {target}, but there are only {graph.NodeCount} nodes.");

        var place = $"Edge {edge} from {graph.IdOf(source)} to {graph.IdOf(target)}";
        return double.IsFinite(edges.TimesMs.Span[edge])
            ? new CredRankException(BadEdgeWeight, $"{place} has the weights {edges.ForwardWeights.Span[edge]} (forward) and {edges.BackwardWeights.Span[edge]} (backward); both must be finite numbers, 0 or more.")
            : new CredRankException(BadEdgeTime, $"{place} has the time {edges.TimesMs.Span[edge]}; it must be a finite number of milliseconds.");
    }

    private static string Describe(WeightedGraph graph, int node) =>
        node < graph.Participants.Count ? $"participant number {node}" : $"contribution number {node - graph.Participants.Count}";
}
