namespace Grain.Functions.Reads.Graphs;

/// <summary>The graph of an epoch in numbers.</summary>
/// <param name="Space">The space.</param>
/// <param name="Epoch">Its id; it has all that was dated before its end.</param>
/// <param name="Calculation">By which version it was ranked.</param>
/// <param name="Participants">How many people are in it.</param>
/// <param name="Contributions">How many contributions were ranked.</param>
/// <param name="Edges">How many connections were ranked.</param>
/// <param name="Isolated">How many people and contributions have no connection.</param>
/// <param name="Undeclared">How many nodes are only named by connections: nothing has told what they are.</param>
/// <param name="Retracted">How many contributions were taken back.</param>
/// <param name="Dangling">How many connections were left out for want of an end.</param>
/// <param name="NodeTypes">How many contributions there are of each type.</param>
/// <param name="Modules">How many contributions come from each module.</param>
/// <param name="EdgeTypes">How many connections there are of each type.</param>
/// <param name="Mint">All cred that contributions mint.</param>
/// <param name="FirstAt">The time of the earliest contribution that is shown.</param>
/// <param name="LastAt">The time of the latest.</param>
/// <param name="Bytes">How many bytes the graph has where it is stored.</param>
internal sealed record GraphAnswer(
    string Space, string Epoch, int Calculation, int Participants, int Contributions, int Edges, int Isolated, int Undeclared,
    int Retracted, int Dangling, SortedDictionary<string, int> NodeTypes, SortedDictionary<string, int> Modules,
    SortedDictionary<string, int> EdgeTypes, double Mint, DateTimeOffset? FirstAt, DateTimeOffset? LastAt, long Bytes)
{
    /// <summary>Of the open epoch: when it was ranked.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>A person or a contribution.</summary>
/// <param name="Id">The contribution; of a person <c>@</c> and their contributor id. <c>@others</c> and <c>others</c> stand for people who
/// are not shown, and for what they made.</param>
/// <param name="Kind"><c>participant</c> or <c>contribution</c>.</param>
/// <param name="Flow">How much flows through it.</param>
internal sealed record GraphNodeAnswer(string Id, string Kind, double Flow)
{
    /// <summary>What people are called.</summary>
    public const string Participant = "participant";

    /// <summary>What everything else is called.</summary>
    public const string Contribution = "contribution";

    /// <summary>How a person is called.</summary>
    public string? Name { get; init; }

    /// <summary>A person's cred.</summary>
    public double? Cred { get; init; }

    /// <summary>The type of a contribution.</summary>
    public string? Type { get; init; }

    /// <summary>The module that a contribution comes from.</summary>
    public string? Module { get; init; }

    /// <summary>When a contribution was made.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What a contribution mints.</summary>
    public double? Mint { get; init; }

    /// <summary>How many steps it is away from the node that was asked for.</summary>
    public int? Depth { get; init; }

    public static GraphNodeAnswer Of(ShownNode node) => new(node.Id, node.IsParticipant ? Participant : Contribution, node.Flow)
    {
        Name = node.Name,
        Cred = node.Cred,
        Type = node.Type,
        Module = node.Module,
        At = TimeOf(node.AtMs),
        Mint = node.Mint,
    };

    internal static DateTimeOffset? TimeOf(long? ms) => ms is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}

/// <summary>A connection.</summary>
/// <param name="From">The node that does.</param>
/// <param name="To">The node that it is done to.</param>
/// <param name="Type">What is done.</param>
/// <param name="Epoch">The epoch in which it counts.</param>
/// <param name="ForwardWeight">How it conducts from the first node to the second.</param>
/// <param name="BackwardWeight">How it conducts back.</param>
/// <param name="ForwardFlow">How much flows from the first node to the second.</param>
/// <param name="BackwardFlow">How much flows back.</param>
internal sealed record GraphEdgeAnswer(
    string From, string To, string Type, string Epoch, double ForwardWeight, double BackwardWeight, double ForwardFlow, double BackwardFlow)
{
    /// <summary>When it was done first; absent where an end stands for others.</summary>
    public DateTimeOffset? At { get; init; }

    public static GraphEdgeAnswer Of(ShownGraph graph, ShownEdge edge) => new(
        graph.IdOf(edge.From), graph.IdOf(edge.To), edge.Type, graph.Epoch.Epochs[edge.Epoch].Id, edge.ForwardWeight, edge.BackwardWeight,
        edge.ForwardFlow, edge.BackwardFlow)
    {
        At = GraphNodeAnswer.TimeOf(edge.AtMs),
    };
}

/// <summary>A page of people and contributions.</summary>
/// <param name="Epoch">Of which epoch.</param>
/// <param name="Nodes">People first, each kind by id; then those that stand for others.</param>
/// <param name="Next">The <c>after</c> of the next page; absent at the end.</param>
internal sealed record GraphNodesAnswer(string Epoch, IReadOnlyList<GraphNodeAnswer> Nodes, string? Next);

/// <summary>A page of connections.</summary>
/// <param name="Epoch">Of which epoch.</param>
/// <param name="Edges">In the order of their ends; then those with an end that stands for others.</param>
/// <param name="Next">The <c>after</c> of the next page; absent at the end.</param>
internal sealed record GraphEdgesAnswer(string Epoch, IReadOnlyList<GraphEdgeAnswer> Edges, string? Next);

/// <summary>What lies around a node.</summary>
/// <param name="Epoch">Of which epoch.</param>
/// <param name="Node">The node that was asked for.</param>
/// <param name="Nodes">It and what lies around it, the nearest first.</param>
/// <param name="Edges">The connections between these.</param>
/// <param name="NodesLeftOut">How many more are next to these and were left out; there may be more behind them.</param>
/// <param name="EdgesLeftOut">How many connections between these were left out.</param>
internal sealed record GraphAroundAnswer(
    string Epoch, string Node, IReadOnlyList<GraphNodeAnswer> Nodes, IReadOnlyList<GraphEdgeAnswer> Edges, int NodesLeftOut,
    int EdgesLeftOut);

/// <summary>How graphs are answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GraphAnswer))]
[JsonSerializable(typeof(GraphNodesAnswer))]
[JsonSerializable(typeof(GraphEdgesAnswer))]
[JsonSerializable(typeof(GraphAroundAnswer))]
internal sealed partial class GraphJson : JsonSerializerContext;
