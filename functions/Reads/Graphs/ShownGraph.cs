using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Rankings;

namespace Grain.Functions.Reads.Graphs;

/// <summary>
/// The graph of an epoch as somebody may see it: nodes and edges that were ranked, each under a number. Whoever is not shown as themselves
/// stands in it once for each name they are shown by, and what they made is one node: so nothing tells what they did, and when. Pure.
/// </summary>
internal sealed class ShownGraph
{
    private static readonly ConditionalWeakTable<RankedEpoch, ShownGraph> Known = new();

    private readonly Faces faces;

    /// <summary>The open nodes, by their numbers in the ranked graph; absent where all are open.</summary>
    private readonly int[]? nodes;
    private readonly int[]? edges;
    private readonly JoinedGraph? joined;

    private ShownGraph(RankedEpoch epoch, Faces faces)
    {
        (Epoch, this.faces) = (epoch, faces);
        if (faces.HideNobody) return;
        joined = JoinedGraph.Of(epoch, faces);
        (nodes, edges) = (joined.OpenNodes, joined.OpenEdges);
    }

    /// <summary>What it is of.</summary>
    public RankedEpoch Epoch { get; }

    /// <summary>How many nodes are shown.</summary>
    public int NodeCount => nodes is null ? Epoch.Weighted.NodeCount : nodes.Length + joined!.Nodes.Count;

    /// <summary>How many edges are shown.</summary>
    public int EdgeCount => edges is null ? Epoch.Weighted.Edges.Count : edges.Length + joined!.Edges.Count;

    /// <summary>Whether somebody is not shown as themselves.</summary>
    public bool Hides => joined is not null;

    /// <summary>A word for how it is shown: places in it mean something else under another.</summary>
    public string Stamp => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Epoch.Flow} {NodeCount} {EdgeCount}")))[..8];

    /// <summary>The graph; made once for how people are shown.</summary>
    public static ShownGraph Of(RankedEpoch epoch, Faces faces)
    {
        if (faces.HideNobody) return new ShownGraph(epoch, faces);
        if (Known.TryGetValue(epoch, out var known) && known.faces == faces) return known;
        var made = new ShownGraph(epoch, faces);
        Known.AddOrUpdate(epoch, made);
        return made;
    }

    /// <summary>A node: participants first, then contributions, each by id; then those that stand for others.</summary>
    public ShownNode Node(int place)
    {
        if (nodes is not null && place >= nodes.Length) return joined!.Nodes[place - nodes.Length];
        var node = nodes is null ? place : nodes[place];
        var weighted = Epoch.Weighted;
        var (id, flow) = (weighted.IdOf(node), Epoch.Flows.FlowOf(node));
        if (node < weighted.Participants.Count)
        {
            var person = Epoch.People.GetValueOrDefault(id[GraphNode.Participant.Length..]);
            return new ShownNode(id, true, flow) { Name = person?.Name, Cred = person?.Cred ?? 0 };
        }

        var number = node - weighted.Participants.Count;
        var known = Epoch.View.NodeOf(Epoch.Graph, number);
        return new ShownNode(id, false, flow)
        {
            Type = known.Type,
            Module = known.Module.Length > 0 ? known.Module : null,
            AtMs = known.AtMs,
            Mint = weighted.Mints.Span[number],
        };
    }

    /// <summary>The id of a node.</summary>
    public string IdOf(int place) => nodes is null ? Epoch.Weighted.IdOf(place)
        : place < nodes.Length ? Epoch.Weighted.IdOf(nodes[place]) : joined!.Nodes[place - nodes.Length].Id;

    /// <summary>When a contribution was made; absent where it is none, or stands for several.</summary>
    public long? TimeOf(int place)
    {
        var node = nodes is null ? place : place < nodes.Length ? nodes[place] : -1;
        return node < Epoch.Weighted.Participants.Count ? null
            : Epoch.View.NodeOf(Epoch.Graph, node - Epoch.Weighted.Participants.Count).AtMs;
    }

    /// <summary>Where a node stands; -1 if it is not shown.</summary>
    public int PlaceOf(string id)
    {
        if (joined?.PlaceOf(id) is { } place and >= 0) return nodes!.Length + place;
        var node = id.StartsWith(GraphNode.Participant, StringComparison.Ordinal)
            ? Epoch.ParticipantOf(id[GraphNode.Participant.Length..]) : Epoch.ContributionOf(id);
        return node < 0 || nodes is null ? node : Math.Max(-1, Array.BinarySearch(nodes, node));
    }

    /// <summary>Whether a node stands for all who are not shown, or for all that was made by whom is not shown as themselves.</summary>
    public bool IsOfOthers(int place) => nodes is not null && place >= nodes.Length
        && joined!.Nodes[place - nodes.Length].Id is Faces.Others or JoinedGraph.OtherPeople;

    /// <summary>The ends of an edge.</summary>
    public (int From, int To) EndsOf(int place)
    {
        if (edges is not null && place >= edges.Length)
            return joined!.Edges[place - edges.Length] is var edge ? (edge.From, edge.To) : default;
        var (all, number) = (Epoch.Weighted.Edges, edges is null ? place : edges[place]);
        var (from, to) = (all.Sources.Span[number], all.Targets.Span[number]);
        return nodes is null ? (from, to) : (joined!.PlaceOf(from), joined.PlaceOf(to));
    }

    /// <summary>An edge: by its ends and type; then those with an end that stands for others.</summary>
    public ShownEdge Edge(int place)
    {
        if (edges is not null && place >= edges.Length) return joined!.Edges[place - edges.Length];
        var (all, number) = (Epoch.Weighted.Edges, edges is null ? place : edges[place]);
        var (from, to) = EndsOf(place);
        var (forward, backward) = Epoch.Flows.FlowOver(number);
        return new ShownEdge(from, to, Epoch.View.EdgeTypeOf(Epoch.Graph, number), Epoch.Flows.EpochOf(number))
        {
            AtMs = (long)all.TimesMs.Span[number],
            ForwardWeight = all.ForwardWeights.Span[number],
            BackwardWeight = all.BackwardWeights.Span[number],
            ForwardFlow = forward,
            BackwardFlow = backward,
        };
    }
}
