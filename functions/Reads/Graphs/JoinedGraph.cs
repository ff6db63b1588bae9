using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Rankings;

namespace Grain.Functions.Reads.Graphs;

/// <summary>
/// What of a graph stands for people who are not shown as themselves, and for what they made; and what is left of the rest. Pure.
/// </summary>
internal sealed class JoinedGraph
{
    /// <summary>The node of all who are not shown. <see cref="Faces.Others"/> is that of all that was made by whom is not shown.</summary>
    public const string OtherPeople = GraphNode.Participant + Faces.Others;

    private readonly RankedEpoch epoch;
    private readonly int[] places;
    private readonly Dictionary<string, int> byId = new(StringComparer.Ordinal);

    private JoinedGraph(RankedEpoch epoch, int[] openNodes) =>
        (this.epoch, OpenNodes, places) = (epoch, openNodes, new int[epoch.Weighted.NodeCount]);

    /// <summary>Nodes that are shown as what they are, by their numbers in the ranked graph; increasing.</summary>
    public int[] OpenNodes { get; }

    /// <summary>Edges between these, by their numbers in the ranked graph; increasing.</summary>
    public int[] OpenEdges { get; private set; } = [];

    /// <summary>Nodes that stand for others, by id. They follow on the open ones.</summary>
    public IReadOnlyList<ShownNode> Nodes { get; private set; } = [];

    /// <summary>Edges that lead to or from these; by ends, type and epoch.</summary>
    public IReadOnlyList<ShownEdge> Edges { get; private set; } = [];

    /// <summary>Joins.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="faces">How people are shown; somebody is hidden.</param>
    public static JoinedGraph Of(RankedEpoch epoch, Faces faces)
    {
        var shown = new ShownNodes(epoch, faces);
        // Whoever has the name by which others are called is told together with them: an id is of one node.
        var graph = new JoinedGraph(epoch, [.. Enumerable.Range(0, epoch.Weighted.NodeCount).Where(node =>
            shown.AreOpen(node) && epoch.Weighted.IdOf(node) is not Faces.Others and not OtherPeople)]);
        graph.JoinNodes(shown);
        graph.JoinEdges();
        return graph;
    }

    /// <summary>Where a node of the ranked graph stands.</summary>
    public int PlaceOf(int node) => places[node];

    /// <summary>Which of <see cref="Nodes"/> has an id; -1 if none.</summary>
    public int PlaceOf(string id) => byId.GetValueOrDefault(id, -1);

    private void JoinNodes(ShownNodes shown)
    {
        var (weighted, sums) = (epoch.Weighted, new SortedDictionary<string, ShownNode>(StringComparer.Ordinal));
        foreach (var (place, node) in OpenNodes.Index()) places[node] = place;
        var closed = Enumerable.Range(0, weighted.NodeCount).Except(OpenNodes).ToArray();
        foreach (var node in closed) Add(sums, node, IdOf(shown, node));
        // What others did to open contributions leads to this one.
        if (closed.Length > 0) sums.TryAdd(Faces.Others, new ShownNode(Faces.Others, false, 0) { Mint = 0 });
        foreach (var (place, id) in sums.Keys.Index()) byId[id] = place;
        Nodes = [.. sums.Values];
        foreach (var node in closed) places[node] = OpenNodes.Length + byId[IdOf(shown, node)];
    }

    private string IdOf(ShownNodes shown, int node) =>
        node < epoch.Weighted.Participants.Count ? GraphNode.Participant + shown.IdOf(node) : Faces.Others;

    private void Add(SortedDictionary<string, ShownNode> sums, int node, string id)
    {
        var (weighted, isPerson) = (epoch.Weighted, node < epoch.Weighted.Participants.Count);
        var known = sums.GetValueOrDefault(id, new ShownNode(id, isPerson, 0));
        sums[id] = known with
        {
            Flow = known.Flow + epoch.Flows.FlowOf(node),
            Cred = isPerson ? (known.Cred ?? 0) + CredOf(weighted.Participants[node][GraphNode.Participant.Length..]) : null,
            Mint = isPerson ? null : (known.Mint ?? 0) + weighted.Mints.Span[node - weighted.Participants.Count],
        };
    }

    private double CredOf(string person) => epoch.People.GetValueOrDefault(person)?.Cred ?? 0;

    private void JoinEdges()
    {
        var (all, open) = (epoch.Weighted.Edges, new List<int>());
        var sums = new Dictionary<(int From, int To, string Type, int Epoch), ShownEdge>();
        for (var edge = 0; edge < all.Count; edge++)
        {
            var (source, target) = (all.Sources.Span[edge], all.Targets.Span[edge]);
            if (IsOpen(source) && IsOpen(target)) open.Add(edge);
            else Add(sums, edge, EndOf(source, target), EndOf(target, source));
        }

        OpenEdges = [.. open];
        Edges = [.. sums.Values.OrderBy(edge => edge.From).ThenBy(edge => edge.To).ThenBy(edge => edge.Type, StringComparer.Ordinal)
            .ThenBy(edge => edge.Epoch)];
    }

    private bool IsOpen(int node) => places[node] < OpenNodes.Length;

    /// <summary>A contribution to which somebody did something who is not shown as themselves would lead to them in public.</summary>
    private int EndOf(int node, int other) => IsOpen(node) && !IsOpen(other) && other < epoch.Weighted.Participants.Count
        && node >= epoch.Weighted.Participants.Count ? OpenNodes.Length + byId[Faces.Others] : places[node];

    private void Add(Dictionary<(int From, int To, string Type, int Epoch), ShownEdge> sums, int edge, int from, int to)
    {
        var (all, when) = (epoch.Weighted.Edges, epoch.Flows.EpochOf(edge));
        var type = epoch.View.EdgeTypeOf(epoch.Graph, edge);
        var known = sums.GetValueOrDefault((from, to, type, when), new ShownEdge(from, to, type, when));
        var (forward, backward) = epoch.Flows.FlowOver(edge);
        sums[(from, to, type, when)] = known with
        {
            ForwardWeight = known.ForwardWeight + all.ForwardWeights.Span[edge],
            BackwardWeight = known.BackwardWeight + all.BackwardWeights.Span[edge],
            ForwardFlow = known.ForwardFlow + forward,
            BackwardFlow = known.BackwardFlow + backward,
        };
    }
}
