using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Chains;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Benchmarks.CredRank;

/// <summary>
/// CredRank as a textbook would write it: the whole process in dictionaries keyed by names, and the plain power method.
/// The baseline that the real one is measured against.
/// </summary>
internal static class TextbookCredRank
{
    private const double Threshold = 1e-7;
    private const int IterationsMax = 255;

    /// <summary>Computes the cred of each participant.</summary>
    public static (Dictionary<string, double> Cred, int Iterations) Solve(WeightedGraph graph, EpochBoundaries epochs,
        CredRankParameters parameters)
    {
        var chain = new Dictionary<string, Dictionary<string, double>>();
        var process = new ProcessGraph(graph, epochs, parameters, PersonalAttributions.None);
        foreach (var (from, to, probability) in process.Transitions())
        {
            var (origin, target) = (process.NameOf(from), process.NameOf(to));
            if (!chain.TryGetValue(target, out var incoming)) chain[target] = incoming = [];
            incoming[origin] = incoming.GetValueOrDefault(origin) + probability;
        }

        var flow = chain.Keys.ToDictionary(node => node, _ => 1.0 / process.NodeCount);
        var iterations = 0;
        for (var delta = double.PositiveInfinity; delta > Threshold && iterations < IterationsMax; iterations++)
        {
            var next = chain.ToDictionary(row => row.Key, row => row.Value.Sum(step => flow.GetValueOrDefault(step.Key) * step.Value));
            delta = next.Max(node => Math.Abs(node.Value - flow[node.Key]));
            flow = next;
        }

        return (Cred(flow, graph, epochs, parameters), iterations);
    }

    private static Dictionary<string, double> Cred(
        Dictionary<string, double> flow, WeightedGraph graph, EpochBoundaries epochs, CredRankParameters parameters)
    {
        var epochIndexes = Enumerable.Range(0, epochs.Count).ToArray();
        var scale = graph.Mints.ToArray().Sum() / epochIndexes.Sum(epoch => flow[$"acc@{epoch}"]);
        return graph.Participants.ToDictionary(
            id => id, id => epochIndexes.Sum(epoch => flow.GetValueOrDefault($"{id}@{epoch}")) * parameters.Beta * scale);
    }
}
