using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Benchmarks.CredRank;

/// <summary>
/// The random graph that CredRank is measured on: for E edges E / 4 contributions and √E / 2 participants over 52 weeks,
/// with hubs. The same size always gives the same graph, bit for bit, in any language.
/// </summary>
internal sealed class BenchmarkGraph
{
    private const uint Seed = 20240601;
    private const double FirstWeek = 1577577600000; // 2019-12-29, a Sunday
    private const double Week = 604800000;
    private const int Weeks = 52;

    private readonly int contributions;
    private readonly int participants;
    private readonly double[] mints;
    private readonly double[] times;
    private readonly int[] sources;
    private readonly int[] targets;
    private readonly double[] forward;
    private readonly double[] backward;
    private readonly double[] edgeTimes;
    private uint state = Seed;

    private BenchmarkGraph(int edges)
    {
        contributions = edges / 4;
        participants = Math.Max(2, (int)Math.Round(Math.Sqrt(edges) / 2, MidpointRounding.AwayFromZero));
        (mints, times) = (new double[contributions], new double[contributions]);
        (sources, targets) = (new int[edges], new int[edges]);
        (this.forward, this.backward, edgeTimes) = (new double[edges], new double[edges], new double[edges]);
    }

    /// <summary>The 52 epochs it spans.</summary>
    public static EpochBoundaries Epochs { get; } =
        new(Enumerable.Range(0, Weeks).Select(week => FirstWeek + (week * Week)), FirstWeek + (Weeks * Week));

    /// <summary>Makes the graph.</summary>
    /// <param name="edges">How many edges; at least 4.</param>
    public static WeightedGraph Create(int edges)
    {
        var graph = new BenchmarkGraph(edges);
        graph.DrawContributions();
        graph.DrawAuthorships();
        for (var edge = graph.contributions; edge < edges; edge++) graph.DrawEdge(edge);
        return new WeightedGraph(
            [.. Enumerable.Range(0, graph.participants).Select(p => $"p{p}")],
            [.. Enumerable.Range(0, graph.contributions).Select(c => $"c{c}")],
            graph.mints,
            new WeightedEdges(graph.sources, graph.targets, graph.forward, graph.backward, graph.edgeTimes));
    }

    private void DrawContributions()
    {
        for (var c = 0; c < contributions; c++)
        {
            times[c] = FirstWeek + 1 + Math.Floor(Draw() * ((Weeks * Week) - 2));
            mints[c] = Draw() < 0.2 ? 0 : 1 + Math.Floor(Draw() * 8);
        }
    }

    private void DrawAuthorships()
    {
        for (var c = 0; c < contributions; c++)
        {
            var first = Draw();
            var participant = (int)(participants * first * Draw());
            Set(c, participants + c, participant, 0.5, 1, times[c]);
        }
    }

    private void DrawEdge(int edge)
    {
        if (Draw() < 2.0 / 3)
        {
            var from = (int)(Draw() * contributions);
            var first = Draw();
            var to = (int)(first * Draw() * contributions);
            Set(edge, participants + from, participants + to, 1, 0.0625, Math.Max(times[from], times[to]));
        }
        else
        {
            var participant = (int)(Draw() * participants);
            var contribution = (int)(Draw() * contributions);
            Set(edge, participant, participants + contribution, 0.125 + (Math.Floor(Draw() * 16) / 8), 0.03125, times[contribution]);
        }
    }

    private void Set(int edge, int source, int target, double forward, double backward, double time)
    {
        (sources[edge], targets[edge]) = (source, target);
        (this.forward[edge], this.backward[edge], edgeTimes[edge]) = (forward, backward, time);
    }

    /// <summary>The next random number in [0, 1): a 32-bit mixing generator.</summary>
    private double Draw()
    {
        unchecked
        {
            state += 0x6D2B79F5;
            var t = (state ^ (state >> 15)) * (state | 1);
            t = (t + ((t ^ (t >> 7)) * (t | 61))) ^ t;
            return (t ^ (t >> 14)) / 4294967296.0;
        }
    }
}
