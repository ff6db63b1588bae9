using Grain.Functions.CredRank;
using Grain.Functions.Graph;

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

    private readonly int _contributions;
    private readonly int _participants;
    private readonly double[] _mints;
    private readonly double[] _times;
    private readonly int[] _sources;
    private readonly int[] _targets;
    private readonly double[] _forward;
    private readonly double[] _backward;
    private readonly double[] _edgeTimes;
    private uint _state = Seed;

    private BenchmarkGraph(int edges)
    {
        _contributions = edges / 4;
        _participants = Math.Max(2, (int)Math.Round(Math.Sqrt(edges) / 2, MidpointRounding.AwayFromZero));
        (_mints, _times) = (new double[_contributions], new double[_contributions]);
        (_sources, _targets) = (new int[edges], new int[edges]);
        (_forward, _backward, _edgeTimes) = (new double[edges], new double[edges], new double[edges]);
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
        for (var edge = graph._contributions; edge < edges; edge++) graph.DrawEdge(edge);
        return new WeightedGraph(
            [.. Enumerable.Range(0, graph._participants).Select(p => $"p{p}")],
            [.. Enumerable.Range(0, graph._contributions).Select(c => $"c{c}")],
            graph._mints,
            new WeightedEdges(graph._sources, graph._targets, graph._forward, graph._backward, graph._edgeTimes));
    }

    /// <summary>The same graph before its last edges were added.</summary>
    public static WeightedGraph WithoutLast(WeightedGraph graph, int edges)
    {
        var kept = graph.Edges.Count - edges;
        return new WeightedGraph(graph.Participants, graph.Contributions, graph.Mints, new WeightedEdges(
            graph.Edges.Sources[..kept],
            graph.Edges.Targets[..kept],
            graph.Edges.ForwardWeights[..kept],
            graph.Edges.BackwardWeights[..kept],
            graph.Edges.TimesMs[..kept]));
    }

    private void DrawContributions()
    {
        for (var c = 0; c < _contributions; c++)
        {
            _times[c] = FirstWeek + 1 + Math.Floor(Draw() * ((Weeks * Week) - 2));
            _mints[c] = Draw() < 0.2 ? 0 : 1 + Math.Floor(Draw() * 8);
        }
    }

    private void DrawAuthorships()
    {
        for (var c = 0; c < _contributions; c++)
        {
            var first = Draw();
            var participant = (int)(_participants * first * Draw());
            Set(c, _participants + c, participant, 0.5, 1, _times[c]);
        }
    }

    private void DrawEdge(int edge)
    {
        if (Draw() < 2.0 / 3)
        {
            var from = (int)(Draw() * _contributions);
            var first = Draw();
            var to = (int)(first * Draw() * _contributions);
            Set(edge, _participants + from, _participants + to, 1, 0.0625, Math.Max(_times[from], _times[to]));
        }
        else
        {
            var participant = (int)(Draw() * _participants);
            var contribution = (int)(Draw() * _contributions);
            Set(edge, participant, _participants + contribution, 0.125 + (Math.Floor(Draw() * 16) / 8), 0.03125, _times[contribution]);
        }
    }

    private void Set(int edge, int source, int target, double forward, double backward, double time)
    {
        (_sources[edge], _targets[edge]) = (source, target);
        (_forward[edge], _backward[edge], _edgeTimes[edge]) = (forward, backward, time);
    }

    /// <summary>The next random number in [0, 1): a 32-bit mixing generator.</summary>
    private double Draw()
    {
        unchecked
        {
            _state += 0x6D2B79F5;
            var t = (_state ^ (_state >> 15)) * (_state | 1);
            t = (t + ((t ^ (t >> 7)) * (t | 61))) ^ t;
            return (t ^ (t >> 14)) / 4294967296.0;
        }
    }
}
