using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;
using static Grain.Functions.Cred.CredRank.CredRankFaults;

namespace Grain.Local.CredRank;

/// <summary>A weighted graph in the making: nodes and edges arrive by id, in any order.</summary>
internal sealed class InputGraph
{
    private const int Undeclared = -1;

    private readonly IdTable edgeIds = new();
    private readonly Dictionary<int, int> indexes = [];
    private readonly List<string> participants = [];
    private readonly List<string> contributions = [];
    private readonly List<double> mints = [];
    private readonly Column<int> sources = new();
    private readonly Column<int> targets = new();
    private readonly Column<double> forward = new();
    private readonly Column<double> backward = new();
    private readonly Column<double> times = new();
    private double earliest = double.PositiveInfinity;
    private double latest = double.NegativeInfinity;

    /// <summary>Numbers the ids of nodes, whether or not they are declared yet.</summary>
    public IdTable Nodes { get; } = new();

    /// <summary>The number of a new edge's id, to name the edge by.</summary>
    public EdgeId NewEdge(ReadOnlySpan<byte> id)
    {
        var before = edgeIds.Count;
        var number = edgeIds.NumberOf(id);
        return number == before ? new EdgeId(number)
            : throw new CredRankException(DuplicateEdge, $"The id {edgeIds[number]} is used by two edges.");
    }

    /// <summary>Declares a participant.</summary>
    public void Add(InputParticipant participant) =>
        Declare(participant.Id ?? throw Missing("Participant", participants.Count, "id"), participants, "participant", participants.Count);

    /// <summary>Declares a contribution.</summary>
    public void Add(InputContribution contribution)
    {
        var index = contributions.Count;
        var node = contribution.Id ?? throw Missing("Contribution", index, "id");
        var mint = contribution.Mint ?? throw Missing("Contribution", index, "mint");
        // An index of a contribution is kept as its complement - 1, to tell it from that of a participant.
        Declare(node, contributions, "contribution", Undeclared - 1 - index);
        if (!IsWeight(mint)) throw new CredRankException(BadNodeWeight,
            $"Contribution {Nodes[node.Number]} mints {mint}; it must be a finite number, 0 or more.");
        mints.Add(mint);
        Cover(contribution.TimestampMs);
    }

    /// <summary>Adds an edge.</summary>
    public void Add(InputEdge edge)
    {
        CredRankException Lacks(string member) => Missing("Edge", sources.Count, member);
        var (source, target) = (edge.Src ?? throw Lacks("src"), edge.Dst ?? throw Lacks("dst"));
        var forwardWeight = edge.ForwardWeight ?? throw Lacks("forwardWeight");
        var backwardWeight = edge.BackwardWeight ?? throw Lacks("backwardWeight");
        var time = edge.TimestampMs ?? throw Lacks("timestampMs");
        string Description() =>
            $"Edge {(edge.Id is { } id ? edgeIds[id.Number] : $"number {sources.Count}")} from {Nodes[source.Number]} to "
            + Nodes[target.Number];
        if (!IsWeight(forwardWeight) || !IsWeight(backwardWeight)) throw new CredRankException(BadEdgeWeight,
            $"{Description()} has the forward weight {forwardWeight} and the backward weight {backwardWeight}; both must be finite "
                + "numbers, 0 or more.");
        if (!double.IsFinite(time)) throw new CredRankException(BadEdgeTime,
            $"{Description()} has the time {time}; it must be a finite number of milliseconds.");
        sources.Add(source.Number);
        targets.Add(target.Number);
        forward.Add(forwardWeight);
        backward.Add(backwardWeight);
        times.Add(time);
    }

    /// <summary>Makes the graph; edges with an undeclared end are left out.</summary>
    /// <returns>The graph, and how many edges were left out.</returns>
    public (WeightedGraph Graph, int Dangling) Build()
    {
        var kept = 0;
        for (var e = 0; e < sources.Count; e++)
        {
            if (!indexes.TryGetValue(sources[e], out var source) || !indexes.TryGetValue(targets[e], out var target)) continue;
            (sources[kept], targets[kept]) = (IndexInGraph(source), IndexInGraph(target));
            (forward[kept], backward[kept], times[kept]) = (forward[e], backward[e], times[e]);
            Cover(times[e]);
            kept++;
        }

        var edges = new WeightedEdges(sources.First(kept), targets.First(kept), forward.First(kept), backward.First(kept),
            times.First(kept));
        return (new WeightedGraph(participants, contributions, mints.ToArray(), edges), sources.Count - kept);
    }

    /// <summary>The weeks that cover all contributions and edges; to be asked for after <see cref="Build"/>.</summary>
    public EpochBoundaries Weeks() => earliest <= latest
        ? EpochBoundaries.Weekly(earliest, latest)
        : throw new CredRankException(NoEpochs, "There are neither epochs nor times to derive them from.");

    private static bool IsWeight(double value) => value is >= 0 and <= double.MaxValue;

    private static CredRankException Missing(string kind, int index, string member) =>
        new(BadInput, $"{kind} number {index} has no {member}.");

    private int IndexInGraph(int index) => index >= 0 ? index : participants.Count + (Undeclared - 1 - index);

    private void Declare(NodeId node, List<string> kind, string name, int index)
    {
        if (!indexes.TryAdd(node.Number, index)) throw new CredRankException(DuplicateNode,
            $"The id {Nodes[node.Number]} is used by two nodes; the second is {name} number {kind.Count}.");
        kind.Add(Nodes[node.Number]);
    }

    private void Cover(double? timeMs)
    {
        if (timeMs is not { } time) return;
        earliest = Math.Min(earliest, time);
        latest = Math.Max(latest, time);
    }
}
