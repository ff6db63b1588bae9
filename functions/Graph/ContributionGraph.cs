using Grain.Functions.Grants;

namespace Grain.Functions.Graph;

/// <summary>
/// Everything that grants ever told about who made what, and how it is connected; and up to which entry of each account's
/// journal it was told. Grows only.
/// </summary>
/// <remarks>
/// Invariants. R1: an edge's ends are nodes of the graph (perhaps undeclared ones). R2: type, source and target name one
/// edge; told again, its earliest time stays. R3: the content does not depend on the order in which grants are added.
/// </remarks>
public sealed class ContributionGraph
{
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private readonly List<string> ids = [];
    private readonly List<GraphNode> nodes = [];
    private readonly Dictionary<(string Type, int From, int To), long> edges = [];
    private readonly Dictionary<string, long> cursors = new(StringComparer.Ordinal);

    /// <summary>All node ids; participants begin with <c>@</c>.</summary>
    public IReadOnlyList<string> Ids => ids;

    /// <summary>What is known of each node, in the order of <see cref="Ids"/>.</summary>
    public IReadOnlyList<GraphNode> Nodes => nodes;

    /// <summary>All edges with their times in milliseconds since 1970-01-01 UTC.</summary>
    public IReadOnlyDictionary<(string Type, int From, int To), long> Edges => edges;

    /// <summary>For each account, the number of the last journal entry that the graph has taken.</summary>
    public IReadOnlyDictionary<string, long> Cursors => cursors;

    /// <summary>The number of the last entry taken from an account; 0 if none.</summary>
    public long CursorOf(string account) => cursors.GetValueOrDefault(account);

    /// <summary>The id of a participant's node.</summary>
    public static string ParticipantId(string contributor) => GraphNode.Participant + contributor;

    /// <summary>Takes the next entry of a contributor's journal.</summary>
    /// <exception cref="InvalidOperationException">The entry is not the next one (R3 would break).</exception>
    public void Add(Grant grant, long seq)
    {
        if (seq != CursorOf(grant.Contributor) + 1)
            throw new InvalidOperationException($"Entry {seq} of {grant.Contributor} does not follow entry {CursorOf(grant.Contributor)}.");
        cursors[grant.Contributor] = seq;

        var participant = ParticipantId(grant.Contributor);
        AddNode(participant, new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, grant.Facts?.ContributorName ?? ""));
        if (grant.Facts is { } facts) AddFacts(facts, grant.GrantedAt);
        else AddPoints(grant, participant);
    }

    /// <summary>Adds a node, or what another telling of it adds to it.</summary>
    public int AddNode(string id, GraphNode node)
    {
        if (indexes.TryGetValue(id, out var index))
        {
            nodes[index] = nodes[index].Merge(node);
            return index;
        }

        indexes.Add(id, ids.Count);
        ids.Add(id);
        nodes.Add(node);
        return ids.Count - 1;
    }

    /// <summary>Adds an edge between nodes of the graph (R1, R2).</summary>
    public void AddEdge(string type, int from, int to, long atMs)
    {
        if ((uint)from >= (uint)nodes.Count || (uint)to >= (uint)nodes.Count)
            throw new ArgumentOutOfRangeException(nameof(from), $"R1: an edge {type} from node {from} to node {to} in a graph of {nodes.Count} nodes.");
        edges[(type, from, to)] = edges.TryGetValue((type, from, to), out var known) ? Math.Min(known, atMs) : atMs;
    }

    internal void SetCursor(string account, long seq) => cursors[account] = seq;

    private void AddFacts(ContributionFacts facts, DateTimeOffset grantedAt)
    {
        foreach (var node in facts.Nodes)
            AddNode(node.Id, new GraphNode(node.Type, node.Module, node.At.ToUnixTimeMilliseconds(), GraphNode.One, false, ""));
        foreach (var edge in facts.Edges)
            AddEdge(edge.Type, End(edge.From), End(edge.To), (edge.At ?? grantedAt).ToUnixTimeMilliseconds());
        foreach (var id in facts.Retracts) Retract(id);
    }

    /// <summary>A grant without facts is a contribution that is worth its points, authored by the contributor.</summary>
    private void AddPoints(Grant grant, string participant)
    {
        if (grant.Corrects is { } corrected) Retract($"grant/{corrected}");
        if (grant.Amount <= Points.Zero) return;
        var at = grant.GrantedAt.ToUnixTimeMilliseconds();
        var contribution = AddNode($"grant/{grant.GrantId}", new GraphNode(NodeTypes.Grant, grant.Source, at, grant.Amount.Micro, false, ""));
        AddEdge(EdgeTypes.Authors, indexes[participant], contribution, at);
    }

    private void Retract(string id) => AddNode(id, new GraphNode(GraphNode.Undeclared, "", 0, GraphNode.One, true, ""));

    private int End(string id) => id.StartsWith(GraphNode.Participant, StringComparison.Ordinal)
        ? AddNode(id, new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, ""))
        : AddNode(id, new GraphNode(GraphNode.Undeclared, "", 0, GraphNode.One, false, ""));
}
