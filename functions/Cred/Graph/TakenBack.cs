using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What a contribution graph notes of points that are taken back, beside what is ranked: a node for each such grant, and what it takes
/// from. The words begin with a line feed, which no word of a sender's does in a graph, so nobody else can tell them. Graphs of the first
/// calculation have none.
/// </summary>
internal static class TakenBack
{
    /// <summary>The type of a grant of less than nothing, by its amount without the sign.</summary>
    public const string Minus = "\n-";

    /// <summary>The type of a correction that gives back.</summary>
    public const string Plus = "\n+";

    /// <summary>Edge from a correction to the grant that it corrects.</summary>
    public const string Corrects = "\ncorrects";

    /// <summary>Edge from a participant to what is taken from all that they have.</summary>
    public const string Owes = "\nowes";

    /// <summary>Whether a type of nodes or edges of a graph is one of these.</summary>
    public static bool IsNote(this ContributionGraph graph, string type) =>
        graph.Calculation > CalculationVersion.First && type.StartsWith('\n');

    /// <summary>A type as a sender may tell it.</summary>
    public static string Told(this ContributionGraph graph, string type) => graph.IsNote(type) ? " " + type : type;

    /// <summary>Notes a grant that corrects another one, or is of less than nothing.</summary>
    public static void Note(ContributionGraph graph, Grant grant, int participant)
    {
        if (grant.Amount == Points.Zero || (grant.Corrects is null && grant.Amount > Points.Zero)) return;
        var (type, at) = (grant.Amount < Points.Zero ? Minus : Plus, grant.GrantedAt.ToUnixTimeMilliseconds());
        var micro = (long)Int128.Min(long.MaxValue, Int128.Abs(grant.Amount.Micro));
        var node = graph.AddNode(NodeOf(grant.GrantId), new GraphNode(type, grant.Source, at, micro, false, ""));
        if (grant.Corrects is { } corrected) graph.AddEdge(Corrects, node, graph.AddUndeclared(NodeOf(corrected)), at);
        else graph.AddEdge(Owes, participant, node, at);
    }

    /// <summary>The node of a grant that is known by its points alone.</summary>
    public static string NodeOf(string grantId) => $"grant/{grantId}";
}
