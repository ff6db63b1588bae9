using Grain.Functions.Cred.Graph;
using static Grain.Functions.Cred.CredRank.CredRankFaults;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>Refuses a graph that CredRank can not compute on, and says where the fault is.</summary>
internal static class InputCheck
{
    /// <summary>Checks nodes, edges and mints, in this order, and reports the first fault.</summary>
    /// <returns>The sum of all mints, more than 0.</returns>
    public static double Check(WeightedGraph graph, SolverThreads crew, ScratchArrays scratch)
    {
        if (DuplicateIds.Find(graph, crew, scratch) is >= 0 and var node)
            throw new CredRankException(DuplicateNode,
                $"The id {graph.IdOf(node)} is used twice; the second time by {Describe(graph, node)}.");

        var chunks = EdgeChunks.CountFor(graph.Edges.Count);
        crew.Run(chunks, chunk => CheckEdges(graph, EdgeChunks.Bounds(chunk, chunks, graph.Edges.Count)));
        return SumMints(graph);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CheckEdges(WeightedGraph graph, (int From, int To) chunk)
    {
        var sources = graph.Edges.Sources.Span;
        var targets = graph.Edges.Targets.Span;
        var times = graph.Edges.TimesMs.Span;
        var forward = graph.Edges.ForwardWeights.Span;
        var backward = graph.Edges.BackwardWeights.Span;
        var nodes = graph.NodeCount;
        for (var e = chunk.From; e < chunk.To; e++)
        {
            var isKnown = (sources[e] | targets[e]) >= 0 && sources[e] < nodes && targets[e] < nodes;
            if (!isKnown || !IsWeight(forward[e]) || !IsWeight(backward[e]) || !double.IsFinite(times[e])) throw FaultOf(graph, e);
        }
    }

    private static bool IsWeight(double value) => value is >= 0 and <= double.MaxValue;

    private static CredRankException FaultOf(WeightedGraph graph, int edge)
    {
        var (source, target) = (graph.Edges.Sources.Span[edge], graph.Edges.Targets.Span[edge]);
        if (Math.Max(source, target) >= graph.NodeCount || Math.Min(source, target) < 0)
            return new CredRankException(UnknownNode,
                $"Edge {edge} leads from node {source} to node {target}, but the {graph.NodeCount} nodes are numbered from 0.");

        var place = $"Edge {edge} from {graph.IdOf(source)} to {graph.IdOf(target)}";
        var time = graph.Edges.TimesMs.Span[edge];
        if (!double.IsFinite(time))
            return new CredRankException(BadEdgeTime, $"{place} has the time {time}; it must be a finite number of milliseconds.");

        var (forward, backward) = (graph.Edges.ForwardWeights.Span[edge], graph.Edges.BackwardWeights.Span[edge]);
        return new CredRankException(
            BadEdgeWeight,
            $"{place} has the forward weight {forward} and the backward weight {backward}; both must be finite numbers, 0 or more.");
    }

    private static double SumMints(WeightedGraph graph)
    {
        var mints = graph.Mints.Span;
        var total = 0.0;
        for (var c = 0; c < mints.Length; c++)
        {
            if (!IsWeight(mints[c]))
            {
                throw new CredRankException(
                    BadNodeWeight,
                    $"Contribution number {c}, {graph.Contributions[c]}, mints {mints[c]}; it must be a finite number, 0 or more.");
            }

            total += mints[c];
        }

        return total switch
        {
            0 => throw new CredRankException(NoMintingNodes, "No contribution mints anything, so there is no cred to give."),
            double.PositiveInfinity =>
                throw new CredRankException(BadNodeWeight, "The mints of all contributions add up to more than a double holds."),
            _ => total,
        };
    }

    private static string Describe(WeightedGraph graph, int node) =>
        node < graph.Participants.Count ? $"participant number {node}" : $"contribution number {node - graph.Participants.Count}";
}
