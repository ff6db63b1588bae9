using Grain.Functions.Graph;
using static Grain.Functions.CredRank.CredRankFaults;

namespace Grain.Functions.CredRank;

/// <summary>A weighted graph in the making: nodes and edges arrive by id, in any order.</summary>
internal sealed class InputGraph
{
    private const int Undeclared = -1;

    private readonly IdTable _nodes = new();
    private readonly IdTable _edgeIds = new();
    private readonly Column<int> _indexes = new();
    private readonly List<string> _participants = [];
    private readonly List<string> _contributions = [];
    private readonly Column<double> _mints = new();
    private readonly Column<int> _sources = new();
    private readonly Column<int> _targets = new();
    private readonly Column<double> _forward = new();
    private readonly Column<double> _backward = new();
    private readonly Column<double> _times = new();
    private double _earliest = double.PositiveInfinity;
    private double _latest = double.NegativeInfinity;

    /// <summary>The number of a node's id, whether or not it is declared yet.</summary>
    public int NodeNumber(ReadOnlySpan<byte> id)
    {
        var number = _nodes.NumberOf(id);
        if (number == _indexes.Count) _indexes.Add(Undeclared);
        return number;
    }

    /// <summary>Declares a participant.</summary>
    public void AddParticipant(int node) => Declare(node, _participants, "participant");

    /// <summary>Declares a contribution.</summary>
    public void AddContribution(int node, double mint, double? timeMs)
    {
        Declare(node, _contributions, "contribution");
        // An index of a contribution is kept as its complement - 1, to tell it from that of a participant.
        _indexes[node] = Undeclared - _contributions.Count;
        if (!(mint is >= 0 and <= double.MaxValue))
            throw new CredRankException(BadNodeWeight, $"Contribution {_nodes[node]} mints {mint}; it must be a finite number, 0 or more.");
        _mints.Add(mint);
        Cover(timeMs);
    }

    /// <summary>The number of a new edge's id, to name the edge by.</summary>
    public int NewEdge(ReadOnlySpan<byte> id)
    {
        var before = _edgeIds.Count;
        var number = _edgeIds.NumberOf(id);
        return number == before ? number : throw new CredRankException(DuplicateEdge, $"The id {_edgeIds[number]} is used by two edges.");
    }

    /// <summary>Adds an edge.</summary>
    /// <param name="id">The number of its id, if it has one.</param>
    /// <param name="source">Number of the node where it begins.</param>
    /// <param name="target">Number of the node where it ends.</param>
    /// <param name="weights">Its forward and backward weight.</param>
    /// <param name="timeMs">When it happened.</param>
    public void AddEdge(int? id, int source, int target, (double Forward, double Backward) weights, double timeMs)
    {
        if (!IsWeight(weights.Forward) || !IsWeight(weights.Backward))
        {
            throw new CredRankException(
                BadEdgeWeight,
                $"{Describe(id, source, target)} has the forward weight {weights.Forward} and the backward weight {weights.Backward}; "
                + "both must be finite numbers, 0 or more.");
        }

        if (!double.IsFinite(timeMs))
            throw new CredRankException(BadEdgeTime, $"{Describe(id, source, target)} has the time {timeMs}; it must be a finite number of milliseconds.");

        _sources.Add(source);
        _targets.Add(target);
        _forward.Add(weights.Forward);
        _backward.Add(weights.Backward);
        _times.Add(timeMs);
    }

    /// <summary>Makes the graph; edges with an undeclared end are left out.</summary>
    /// <returns>The graph, and how many edges were left out.</returns>
    public (WeightedGraph Graph, int Dangling) Build()
    {
        var kept = 0;
        for (var e = 0; e < _sources.Count; e++)
        {
            var (source, target) = (_indexes[_sources[e]], _indexes[_targets[e]]);
            if (source == Undeclared || target == Undeclared) continue;

            (_sources[kept], _targets[kept]) = (IndexInGraph(source), IndexInGraph(target));
            (_forward[kept], _backward[kept], _times[kept]) = (_forward[e], _backward[e], _times[e]);
            Cover(_times[e]);
            kept++;
        }

        var dangling = _sources.Count - kept;
        _sources.Truncate(kept);
        _targets.Truncate(kept);
        _forward.Truncate(kept);
        _backward.Truncate(kept);
        _times.Truncate(kept);
        var edges = new WeightedEdges(_sources.Items, _targets.Items, _forward.Items, _backward.Items, _times.Items);
        return (new WeightedGraph(_participants, _contributions, _mints.Items, edges), dangling);
    }

    /// <summary>The weeks that cover all contributions and edges; to be asked for after <see cref="Build"/>.</summary>
    public EpochBoundaries Weeks() => _earliest <= _latest
        ? EpochBoundaries.Weekly(_earliest, _latest)
        : throw new CredRankException(NoEpochs, "There are neither epochs nor times to derive them from.");

    private static bool IsWeight(double value) => value is >= 0 and <= double.MaxValue;

    private string Describe(int? id, int source, int target) =>
        $"Edge {(id is { } number ? _edgeIds[number] : $"number {_sources.Count}")} from {_nodes[source]} to {_nodes[target]}";

    private int IndexInGraph(int index) => index >= 0 ? index : _participants.Count + (Undeclared - 1 - index);

    private void Declare(int node, List<string> kind, string name)
    {
        if (_indexes[node] != Undeclared)
            throw new CredRankException(DuplicateNode, $"The id {_nodes[node]} is used by two nodes; the second is {name} number {kind.Count}.");
        _indexes[node] = kind.Count;
        kind.Add(_nodes[node]);
    }

    private void Cover(double? timeMs)
    {
        if (timeMs is not { } time) return;
        _earliest = Math.Min(_earliest, time);
        _latest = Math.Max(_latest, time);
    }
}
