using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// Everything that grants ever told about who made what, and how it is connected; and up to which entry of each account's
/// journal it was told. Grows only.
/// </summary>
/// <remarks>
/// Invariants. R1: an edge's ends are nodes of the graph (perhaps undeclared ones). R2: type, source and target name one
/// edge; told again, its earliest time stays, also where it was withdrawn meanwhile. R3: the content does not depend on the order in
/// which grants are added: of each journal it has taken the entries 1, 2, … up to its cursor. R4: an id is not empty and names one node.
/// R5: nodes whose ids begin with <c>@</c> are participants, and no others are. R6: what multiplies a mint is not negative. R7: every edge
/// has a type.
/// </remarks>
public sealed class ContributionGraph
{
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private readonly List<string> ids = [];
    private readonly List<GraphNode> nodes = [];
    private readonly Dictionary<string, long> cursors = new(StringComparer.Ordinal);

    /// <summary>A graph of nothing.</summary>
    /// <param name="calculation">The version of the epochs that it is for: the first one forgets what is left of a grant that is
    /// corrected.</param>
    /// <exception cref="InvalidDataException">The calculation is not known.</exception>
    public ContributionGraph(int calculation = CalculationVersion.Current) =>
        (EdgeTable, Calculation) = (new EdgeTable(Words), CalculationVersion.OfGraph(calculation));

    /// <summary>How it was collected; see <see cref="CalculationVersion.OfGraph"/>.</summary>
    public int Calculation { get; }

    /// <summary>All node ids; participants begin with <c>@</c>.</summary>
    public IReadOnlyList<string> Ids => ids;

    /// <summary>What is known of each node, in the order of <see cref="Ids"/>.</summary>
    public IReadOnlyList<GraphNode> Nodes => nodes;

    /// <summary>All edges that are not withdrawn, in no particular order; looked for anew each time.</summary>
    public IReadOnlyList<GraphEdge> Edges => EdgeTable.Living;

    /// <summary>For each account, the number of the last journal entry that the graph has taken.</summary>
    public IReadOnlyDictionary<string, long> Cursors => cursors;

    /// <summary>Whether it knows what was withdrawn.</summary>
    internal bool KeepsLives => Calculation > CalculationVersion.Fourth;

    internal WordTable Words { get; } = new();

    /// <summary>All edges, with those that are withdrawn.</summary>
    internal EdgeTable EdgeTable { get; }

    /// <summary>The number of the last entry taken from an account; 0 if none.</summary>
    public long CursorOf(string account) => cursors.GetValueOrDefault(account);

    /// <summary>The id of a participant's node.</summary>
    public static string ParticipantId(string contributor) => GraphNode.Participant + contributor;

    /// <summary>Takes the next entry of a contributor's journal.</summary>
    /// <exception cref="InvalidOperationException">The entry is not the next one (R3 would break).</exception>
    public void Add(Grant grant, long seq)
    {
        if (seq != CursorOf(grant.Contributor) + 1)
            throw new InvalidOperationException(
                $"R3: entry {seq} of {grant.Contributor} does not follow entry {CursorOf(grant.Contributor)}.");
        cursors[grant.Contributor] = seq;

        var participant = ParticipantId(grant.Contributor);
        var person =
            AddNode(participant, new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, grant.Facts?.ContributorName ?? ""));
        if (grant.Facts is { } facts) AddFacts(facts, grant.GrantedAt);
        else AddPoints(grant, person);
        if (Calculation > CalculationVersion.First) TakenBack.Note(this, grant, person);
        if (Calculation > CalculationVersion.Second) MergeNotes.Note(this, grant, person);
    }

    /// <summary>Adds a node, or what another telling of it adds to it.</summary>
    /// <returns>Its index.</returns>
    /// <exception cref="ArgumentException">R4: the id is empty.</exception>
    public int AddNode(string id, GraphNode node)
    {
        if (id.Length == 0) throw new ArgumentException("R4: a node needs an id.", nameof(id));
        node = node.As(IsParticipant(id));
        node = node with { Type = Words.Intern(node.Type), Module = Words.Intern(node.Module) };
        if (indexes.TryGetValue(id, out var index))
        {
            nodes[index] = nodes[index].Merge(node);
            return index;
        }

        indexes.Add(id, ids.Count);
        AppendUnchecked(id, node);
        return ids.Count - 1;
    }

    /// <summary>Adds an edge between nodes of the graph.</summary>
    /// <exception cref="ArgumentException">R1: an end is no node of the graph. R7: the type is empty.</exception>
    public void AddEdge(string type, int from, int to, long atMs)
    {
        CheckEdge(type, from, to);
        if (KeepsLives) EdgeTable.Tell(Words.NumberOf(type), from, to, atMs);
        else EdgeTable.Add(Words.NumberOf(type), from, to, atMs);
    }

    /// <summary>Throws for what cannot be an edge.</summary>
    internal void CheckEdge(string type, int from, int to)
    {
        if ((uint)from >= (uint)nodes.Count || (uint)to >= (uint)nodes.Count)
            throw new ArgumentOutOfRangeException(nameof(from),
                $"R1: an edge {type} from node {from} to node {to} in a graph of {nodes.Count} nodes.");
        if (type.Length == 0) throw new ArgumentException($"R7: an edge from {ids[from]} to {ids[to]} has no type.", nameof(type));
    }

    /// <summary>Checks all invariants that can be seen from the content. Takes time in proportion to it.</summary>
    /// <exception cref="InvalidDataException">The first that is broken, by its number, and where.</exception>
    public void CheckInvariants()
    {
        if (GraphInvariants.FirstBroken(this) is { } broken) throw new InvalidDataException(broken);
    }

    /// <summary>Whether an id is a participant's.</summary>
    internal static bool IsParticipant(string id) => id.StartsWith(GraphNode.Participant, StringComparison.Ordinal);

    /// <summary>The node that an id leads to, or -1.</summary>
    internal int IndexOf(string id) => indexes.GetValueOrDefault(id, -1);

    internal void SetCursor(string account, long seq) => cursors[account] = seq;

    /// <summary>Adds a node without a look at its id, which nothing leads to yet.</summary>
    internal void AppendUnchecked(string id, GraphNode node)
    {
        ids.Add(id);
        nodes.Add(node);
    }

    /// <summary>Makes every id lead to its node, after <see cref="AppendUnchecked"/>.</summary>
    internal void IndexIds()
    {
        indexes.EnsureCapacity(ids.Count);
        for (var node = 0; node < ids.Count; node++) indexes[ids[node]] = node;
    }

    /// <summary>Adds a node of which nothing but the id is known.</summary>
    internal int AddUndeclared(string id, bool isRetracted = false) =>
        AddNode(id, new GraphNode(GraphNode.Undeclared, "", 0, GraphNode.One, isRetracted, ""));

    private void AddFacts(ContributionFacts facts, DateTimeOffset grantedAt)
    {
        foreach (var node in facts.Nodes)
            AddNode(node.Id, new GraphNode(this.Told(node.Type), node.Module, node.At.ToUnixTimeMilliseconds(), GraphNode.One, false, ""));
        foreach (var edge in facts.Edges)
            AddEdge(this.Told(edge.Type), AddUndeclared(edge.From), AddUndeclared(edge.To),
                (edge.At ?? grantedAt).ToUnixTimeMilliseconds());
        foreach (var id in facts.Retracts) AddUndeclared(id, isRetracted: true);
        if (KeepsLives)
            foreach (var withdrawal in facts.Withdraws ?? []) this.Withdraw(withdrawal, grantedAt);
    }

    /// <summary>A grant without facts is a contribution that is worth its points, authored by the contributor.</summary>
    private void AddPoints(Grant grant, int participant)
    {
        if (grant.Corrects is { } corrected)
        {
            if (Calculation > CalculationVersion.First) return;
            AddUndeclared(TakenBack.NodeOf(corrected), isRetracted: true);
        }

        if (grant.Amount <= Points.Zero) return;
        var at = grant.GrantedAt.ToUnixTimeMilliseconds();
        var contribution =
            AddNode(TakenBack.NodeOf(grant.GrantId), new GraphNode(NodeTypes.Grant, grant.Source, at, grant.Amount.Micro, false, ""));
        AddEdge(EdgeTypes.Authors, participant, contribution, at);
    }
}
