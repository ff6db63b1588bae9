using System.Diagnostics;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Benchmarks.CredRank;

/// <summary>
/// A counting sort of both ways of each edge by where they lead, on one thread, into arrays that are there already: the least that a build
/// has to do, without any check, epochs or probabilities.
/// </summary>
internal sealed class BareSort(WeightedEdges edges, int nodes)
{
    private readonly int[] places = new int[nodes + 1];
    private readonly int[] origins = new int[2 * edges.Count];
    private readonly double[] weights = new double[2 * edges.Count];

    /// <summary>Sorts, and tells how long it took.</summary>
    public double Milliseconds()
    {
        var start = Stopwatch.GetTimestamp();
        Array.Clear(places);
        var sources = edges.Sources.Span;
        var targets = edges.Targets.Span;
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        for (var e = 0; e < sources.Length; e++)
        {
            places[targets[e] + 1]++;
            places[sources[e] + 1]++;
        }

        for (var node = 0; node < nodes; node++) places[node + 1] += places[node];
        for (var e = 0; e < sources.Length; e++)
        {
            var into = places[targets[e]]++;
            (origins[into], weights[into]) = (sources[e], forward[e]);
            var back = places[sources[e]]++;
            (origins[back], weights[back]) = (targets[e], backward[e]);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
