using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;
using static Grain.Functions.Cred.CredRank.CredRankFaults;

namespace Grain.Local.CredRank;

/// <summary>A weighted graph in the making: nodes and edges arrive by id, in any order.</summary>
internal sealed class InputGraph
{
    private const int Undeclared = -1;

    private readonly IdTable nodes = new();
    private readonly IdTable edgeIds = new();
    private readonly Column<int> indexes = new();
    private readonly List<string> participants = [];
    private readonly List<string> contributions = [];
    private readonly Column<double> mints = new();
    private readonly Column<int> sources = new();
    private readonly Column<int> targets = new();
    private readonly Column<double> forward = new();
    private readonly Column<double> backward = new();
    private readonly Column<double> times = new();
    private double earliest = double.PositiveInfinity;
    private double latest = double.NegativeInfinity;

    /// <summary>The number of a node's id, whether or not it is declared yet.</summary>
    public int NodeNumber(ReadOnlySpan<byte> id)
    {
        var number = nodes.NumberOf(id);
        if (number == indexes.Count) indexes.Add(Undeclared);
        return number;
    }

    /// <summary>Declares a participant.</summary>
    public void AddParticipant(int node) => Declare(node, participants, "participant");

    /// <summary>Declares a contribution.</summary>
    public void AddContribution(int node, double mint, double? timeMs)
    {
        Declare(node, contributions, "contribution");
        // An index of a contribution is kept as its complement - 1, to tell it from that of a participant.
        indexes[node] = Undeclared - contributions.Count;
        if (!(mint is >= 0 and <= double.MaxValue))
            throw new CredRankException(BadNodeWeight, $"Contribution {nodes[node]} mints {mint}; it must be a finite number, 0 or more.");
        mints.Add(mint);
        Cover(timeMs);
    }

    /// <summary>The number of a new edge's id, to name the edge by.</summary>
    public int NewEdge(ReadOnlySpan<byte> id)
    {
        var before = edgeIds.Count;
        var number = edgeIds.NumberOf(id);
        return number == before ? number : throw new CredRankException(DuplicateEdge, $"The id {edgeIds[number]} is used by two edges.");
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
            throw new CredRankException(BadEdgeTime,
                $"{Describe(id, source, target)} has the time {timeMs}; it must be a finite number of milliseconds.");

        sources.Add(source);
        targets.Add(target);
        forward.Add(weights.Forward);
        backward.Add(weights.Backward);
        times.Add(timeMs);
    }

    /// <summary>Makes the graph; edges with an undeclared end are left out.</summary>
    /// <returns>The graph, and how many edges were left out.</returns>
    public (WeightedGraph Graph, int Dangling) Build()
    {
        var kept = 0;
        for (var e = 0; e < sources.Count; e++)
        {
            var (source, target) = (indexes[sources[e]], indexes[targets[e]]);
            if (source == Undeclared || target == Undeclared) continue;

            (sources[kept], targets[kept]) = (IndexInGraph(source), IndexInGraph(target));
            (forward[kept], backward[kept], times[kept]) = (forward[e], backward[e], times[e]);
            Cover(times[e]);
            kept++;
        }

        var dangling = sources.Count - kept;
        sources.Truncate(kept);
        targets.Truncate(kept);
        forward.Truncate(kept);
        backward.Truncate(kept);
        times.Truncate(kept);
        var edges = new WeightedEdges(sources.Items, targets.Items, forward.Items, backward.Items, times.Items);
        return (new WeightedGraph(participants, contributions, mints.Items, edges), dangling);
    }

    /// <summary>The weeks that cover all contributions and edges; to be asked for after <see cref="Build"/>.</summary>
    public EpochBoundaries Weeks() => earliest <= latest
        ? EpochBoundaries.Weekly(earliest, latest)
        : throw new CredRankException(NoEpochs, "There are neither epochs nor times to derive them from.");

    private static bool IsWeight(double value) => value is >= 0 and <= double.MaxValue;

    private string Describe(int? id, int source, int target) =>
        $"Edge {(id is { } number ? edgeIds[number] : $"number {sources.Count}")} from {nodes[source]} to {nodes[target]}";

    private int IndexInGraph(int index) => index >= 0 ? index : participants.Count + (Undeclared - 1 - index);

    private void Declare(int node, List<string> kind, string name)
    {
        if (indexes[node] != Undeclared)
            throw new CredRankException(DuplicateNode,
                $"The id {nodes[node]} is used by two nodes; the second is {name} number {kind.Count}.");
        indexes[node] = kind.Count;
        kind.Add(nodes[node]);
    }

    private void Cover(double? timeMs)
    {
        if (timeMs is not { } time) return;
        earliest = Math.Min(earliest, time);
        latest = Math.Max(latest, time);
    }
}
