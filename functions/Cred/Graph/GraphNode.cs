namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What the graph knows of a node. Participants have the type <see cref="Participant"/>, nodes only named by edges so far
/// <see cref="Undeclared"/>.
/// </summary>
/// <param name="Type">Participant, undeclared, or the type of a contribution (<c>pull</c>, <c>issue</c>, …).</param>
/// <param name="Module">The source module of a contribution; empty for participants.</param>
/// <param name="AtMs">When it was made, milliseconds since 1970-01-01 UTC.</param>
/// <param name="MicroAmount">
/// What the mint weight of the type is multiplied by, in millionths: 1 000 000 for contributions told by facts, the points
/// of the grant for contributions known by points alone.
/// </param>
/// <param name="Retracted">Whether it was deleted at its source: it then takes no part in any ranking to come.</param>
/// <param name="Name">How a participant wants to be called; empty if unknown, and for contributions.</param>
public readonly record struct GraphNode(string Type, string Module, long AtMs, long MicroAmount, bool Retracted, string Name)
{
    /// <summary>The type of participants.</summary>
    public const string Participant = "@";

    /// <summary>The type of nodes that an edge names but nothing has described yet.</summary>
    public const string Undeclared = "";

    /// <summary>One, in millionths.</summary>
    public const long One = 1_000_000;

    /// <summary>Told several times, a node is what its earliest telling says; names and retractions add up. Independent of order.</summary>
    public GraphNode Merge(GraphNode other)
    {
        var earliest = (Type, other.Type) switch
        {
            (Undeclared, _) => other,
            (_, Undeclared) => this,
            _ => Compare(this, other) <= 0 ? this : other,
        };
        return earliest with
        {
            Retracted = Retracted || other.Retracted,
            Name = string.CompareOrdinal(Name, other.Name) >= 0 ? Name : other.Name,
        };
    }

    /// <summary>
    /// The node as its id wants it: a participant under a participant's id, whatever it was told as, and nowhere else. So what
    /// senders tell cannot break R5, in any order.
    /// </summary>
    internal GraphNode As(bool isParticipant) => (isParticipant, Type) switch
    {
        (true, not Participant) => new GraphNode(Participant, "", 0, One, Retracted, Name),
        (false, Participant) => new GraphNode(Undeclared, "", 0, One, Retracted, ""),
        _ => this,
    };

    private static int Compare(GraphNode a, GraphNode b)
    {
        if (a.AtMs != b.AtMs) return a.AtMs.CompareTo(b.AtMs);
        if (a.Type != b.Type) return string.CompareOrdinal(a.Type, b.Type);
        return a.Module != b.Module ? string.CompareOrdinal(a.Module, b.Module) : a.MicroAmount.CompareTo(b.MicroAmount);
    }
}
