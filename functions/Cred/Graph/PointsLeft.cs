using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What is left of contributions that are worth points. A grant is worth its amount with all that corrects it, and what corrects that. What
/// a person was otherwise taken, before the moment that is looked at, goes off everything alike that is left to them. Never less than
/// nothing.
/// </summary>
internal sealed class PointsLeft
{
    private readonly ContributionGraph graph;
    private readonly Func<string, string> resolve;
    private readonly Dictionary<int, int> corrects = [];
    private readonly Dictionary<int, Int128> left = [];
    private readonly Dictionary<int, double> weights = [];

    private PointsLeft(ContributionGraph graph, Func<string, string> resolve) => (this.graph, this.resolve) = (graph, resolve);

    /// <summary>Reckons what is left in a graph before a moment.</summary>
    public static PointsLeft Of(ContributionGraph graph, long untilMs, Func<string, string> resolve)
    {
        var points = new PointsLeft(graph, resolve);
        if (graph.Calculation == CalculationVersion.First) return points;
        points.Correct();
        if (points.left.Count > 0) points.Share(untilMs);
        return points;
    }

    /// <summary>Whether a node has nothing left, or is only noted and no contribution.</summary>
    public bool IsGone(int node) => graph.IsNote(graph.Nodes[node].Type) || weights.GetValueOrDefault(node, 1) <= 0;

    /// <summary>What is left of a node's amount, in millionths.</summary>
    public double MicroOf(int node) => weights.TryGetValue(node, out var micro) ? micro : graph.Nodes[node].MicroAmount;

    /// <summary>Adds up what is left of each grant that something was taken from, and of each that took from a person.</summary>
    private void Correct()
    {
        foreach (var edge in EdgesOf(TakenBack.Corrects)) corrects[edge.From] = edge.To;
        foreach (var edge in EdgesOf(TakenBack.Owes)) left[edge.To] = SignedOf(edge.To);
        foreach (var correction in corrects.Keys.ToArray())
        {
            var corrected = RootOf(correction);
            left[corrected] = left.GetValueOrDefault(corrected, SignedOf(corrected)) + SignedOf(correction);
        }
    }

    /// <summary>What is corrected in the end. Chains are made short as they are walked, so that long ones are walked once.</summary>
    private int RootOf(int node)
    {
        var root = node;
        for (var steps = corrects.Count; steps > 0 && corrects.TryGetValue(root, out var next); steps--) root = next;
        while (corrects.TryGetValue(node, out var next) && next != root && node != root)
        {
            corrects[node] = root;
            node = next;
        }

        return root;
    }

    private void Share(long untilMs)
    {
        var people = new Dictionary<string, (Int128 Has, Int128 Owes)>(StringComparer.Ordinal);
        var owned = OwnedBefore(untilMs);
        foreach (var (node, person) in owned)
        {
            var (has, owes) = people.GetValueOrDefault(person);
            people[person] = graph.Nodes[node].Type == NodeTypes.Grant ? (has + LeftOf(node), owes) : (has, owes + LeftOf(node));
        }

        foreach (var (node, person) in owned)
            if (graph.Nodes[node].Type == NodeTypes.Grant && (left.ContainsKey(node) || people[person].Owes > 0))
                weights[node] = WeightOf(LeftOf(node), people[person].Has, people[person].Owes);
        // Of nobody's own, or dated later: corrected all the same.
        foreach (var node in left.Keys)
            if (graph.Nodes[node].Type == NodeTypes.Grant) weights.TryAdd(node, (double)LeftOf(node));
    }

    private static double WeightOf(Int128 left, Int128 has, Int128 owes) =>
        owes >= has ? 0 : (double)left * ((double)(has - owes) / (double)has);

    /// <summary>The grants that are known by points alone and the grants of less than nothing, each with the person whose it is.</summary>
    private SortedDictionary<int, string> OwnedBefore(long untilMs)
    {
        var owned = new SortedDictionary<int, string>();
        foreach (var edge in EdgesOf(EdgeTypes.Authors, TakenBack.Owes))
        {
            if (graph.Nodes[edge.To] is not { Type: NodeTypes.Grant or TakenBack.Minus, Retracted: false } to || to.AtMs >= untilMs)
                continue;
            if (!ContributionGraph.IsParticipant(graph.Ids[edge.From])) continue;
            var person = resolve(graph.Ids[edge.From][1..]);
            if (!owned.TryGetValue(edge.To, out var other) || string.CompareOrdinal(person, other) < 0) owned[edge.To] = person;
        }

        return owned;
    }

    private IEnumerable<GraphEdge> EdgesOf(params string[] types)
    {
        var isWanted = new bool[graph.Words.Count];
        for (var word = 0; word < isWanted.Length; word++) isWanted[word] = types.Contains(graph.Words[word]);
        for (var edge = 0; edge < graph.EdgeTable.Count; edge++)
            if (isWanted[graph.EdgeTable.Types[edge]] && !graph.EdgeTable.IsGone(edge)) yield return graph.EdgeTable[edge];
    }

    /// <summary>How much is left to a grant, or is still taken by one of less than nothing.</summary>
    private Int128 LeftOf(int node)
    {
        var signed = left.GetValueOrDefault(node, SignedOf(node));
        return Int128.Max(0, graph.Nodes[node].Type == TakenBack.Minus ? -signed : signed);
    }

    private Int128 SignedOf(int node) => graph.Nodes[node] switch
    {
        { Type: TakenBack.Minus, MicroAmount: var amount } => -(Int128)amount,
        { Type: TakenBack.Plus or NodeTypes.Grant, MicroAmount: var amount } => amount,
        _ => 0,
    };
}
