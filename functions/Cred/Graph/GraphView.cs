namespace Grain.Functions.Cred.Graph;

/// <summary>
/// The contribution graph as it was at a moment, with weights applied: what CredRank computes on. Nodes and edges from that
/// moment on, retracted nodes, nodes that nothing has described, and edges to any of these are left out.
/// </summary>
/// <remarks>Participants and contributions stand in ordinal order of their ids, so the same graph gives the same sums.</remarks>
public sealed class GraphView
{
    internal GraphView(WeightedGraph weighted, IReadOnlyList<string> names, IReadOnlyList<string> modules, int danglingEdges) =>
        (Weighted, Names, Modules, DanglingEdges) = (weighted, names, modules, danglingEdges);

    /// <summary>Which node of the contribution graph each contribution is; negative for what is minted on top.</summary>
    public required ReadOnlyMemory<int> ContributionNumbers { get; init; }

    /// <summary>
    /// Which edge of the contribution graph each edge is; where aliases became one participant, the earliest of several. Negative for those
    /// of what is minted on top.
    /// </summary>
    public required ReadOnlyMemory<int> EdgeNumbers { get; init; }

    /// <summary>Where the epochs start, milliseconds since 1970-01-01 UTC.</summary>
    internal IReadOnlyList<long> EpochStartsMs { get; init; } = [];

    /// <summary>Nodes, mints and edges with weights; ids as in the contribution graph.</summary>
    public WeightedGraph Weighted { get; }

    /// <summary>How each participant wants to be called; the contributor id if unknown.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The source module of each contribution.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>How many edges were left out for want of an end.</summary>
    public int DanglingEdges { get; }

    /// <summary>The view of a graph just before a moment.</summary>
    /// <param name="graph">What is known.</param>
    /// <param name="weights">The weights, checked.</param>
    /// <param name="untilMs">The moment, milliseconds since 1970-01-01 UTC: the end of the last epoch.</param>
    /// <param name="epochStartsMs">
    /// Where the epochs start, increasing; mint caps apply to each of them, and what is dated before the first counts in the
    /// first. Without them all is one epoch.
    /// </param>
    /// <param name="resolve">
    /// Who a contributor id belongs to: aliases of one identity become one participant, called by what this returns. It has to
    /// give the same answers whenever the same epoch is looked at. Without it everybody is only themselves.
    /// </param>
    /// <param name="calculation">The version that the epoch names; see <see cref="CalculationVersion"/>.</param>
    /// <exception cref="InvalidDataException">The calculation is not known.</exception>
    public static GraphView Of(
        ContributionGraph graph, GraphWeights weights, long untilMs, IReadOnlyList<long>? epochStartsMs = null,
        Func<string, string>? resolve = null,
        int calculation = CalculationVersion.Current)
    {
        weights = weights with { Defaults = CalculationVersion.DefaultsOf(calculation) };
        resolve ??= contributor => contributor;
        var left = PointsLeft.Of(graph, untilMs, resolve);
        var own = calculation == CalculationVersion.First ? OwnActs.None : OwnActs.Of(graph, resolve);
        var nodes = ViewNodes.Of(graph, untilMs, resolve, own, left);
        var (edges, numbers, dangling) = new ViewEdges(graph, nodes, weights, own).Of(untilMs);
        var mints = ViewMints.Of(graph, nodes, weights, epochStartsMs ?? [], left, untilMs, (edges, numbers));
        var contributions = Array.ConvertAll(nodes.Contributions, node => graph.Ids[node]);
        var view = new GraphView(
            new WeightedGraph(nodes.Participants, contributions, mints, edges), nodes.Names,
            Array.ConvertAll(nodes.Contributions, node => graph.Nodes[node].Module), dangling)
        {
            ContributionNumbers = nodes.Contributions,
            EdgeNumbers = numbers,
            EpochStartsMs = epochStartsMs ?? [],
        };
        if (weights.Bonuses is not { Count: > 0 } || view.EpochStartsMs.Count == 0) return view;
        var sums = ViewMints.SumsByEpoch(graph, nodes, view.EpochStartsMs, mints);
        return ViewBonuses.Of(weights, view.EpochStartsMs, epoch => sums[epoch], resolve).Join(view);
    }

    /// <summary>What a contribution of the view is.</summary>
    internal GraphNode NodeOf(ContributionGraph graph, int contribution)
    {
        var number = ContributionNumbers.Span[contribution];
        return number >= 0 ? graph.Nodes[number]
            : new GraphNode(ViewBonuses.Type, ViewBonuses.Type, EpochStartsMs[~number], GraphNode.One, false, "");
    }

    /// <summary>The type of an edge of the view.</summary>
    internal string EdgeTypeOf(ContributionGraph graph, int edge) =>
        EdgeNumbers.Span[edge] is var number and >= 0 ? graph.EdgeTable[number].Type : ViewBonuses.Type;
}
