namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What types of contributions mint and how types of edges conduct cred. A space names only what shall differ from the
/// defaults; each entry stands for itself, so changing one leaves the others as they are.
/// </summary>
public sealed record GraphWeights : WeightTable
{
    /// <summary>Weights that apply from a moment on, earliest first. What they do not name stays as it was.</summary>
    /// <value>at most 1000 changes</value>
    /// <example>[{"from":"2026-12-01","nodes":{"comment":0.1}}]</example>
    public IReadOnlyList<WeightChange> Changes { get; set; } = [];

    /// <summary>For whom cred is minted on top, as a share of what each epoch mints.</summary>
    /// <value>at most 1000 people</value>
    /// <example>[{"to":"github/octo-libs","periods":[{"from":"2026-12-01","share":0.05}]}]</example>
    public IReadOnlyList<MintBonus>? Bonuses { get; set; }

    /// <summary>What holds where it names nothing: that of the version in which an epoch is computed.</summary>
    internal CalculationDefaults Defaults { get; init; } = CalculationVersion.DefaultsOf(CalculationVersion.Current);

    private static EdgeWeight Nothing { get; } = new();

    private static SortedDictionary<string, double> None { get; } = [];

    private static SortedDictionary<string, EdgeWeight> NoEdges { get; } = [];

    /// <summary>What a node of this type mints if it is dated then.</summary>
    public double MintOf(string type, long atMs) => Mints(type).At(atMs);

    /// <summary>How an edge of this type conducts if it is dated then.</summary>
    public EdgeWeight WeightOf(string type, long atMs) => Conduction(type).At(atMs);

    internal Timeline<double> Mints(string type) => TimelineOf(Defaults.Mints.GetValueOrDefault(type), type, table => table.Nodes);

    internal Timeline<EdgeWeight> Conduction(string type) =>
        TimelineOf(Defaults.Edges.GetValueOrDefault(type, Nothing), type, table => table.Edges);

    /// <summary>Whether the space itself says what a type mints.</summary>
    internal Timeline<bool> Names(string type)
    {
        var timeline = new Timeline<bool>(Nodes.ContainsKey(type));
        foreach (var change in Changes)
            if (change.Nodes.ContainsKey(type)) timeline.Add(change.FromMs, true);
        return timeline;
    }

    /// <summary>The factors of all nodes that have one of their own.</summary>
    internal Dictionary<string, Timeline<double>> Factors() => TimelinesOf(1, table => table.NodeOverrides);

    /// <summary>The factors of all beginnings of ids that have one.</summary>
    internal Dictionary<string, Timeline<double>> PrefixFactors() => TimelinesOf(1, table => table.NodePrefixes ?? None);

    /// <summary>What each connection mints, of all types that have it.</summary>
    internal Dictionary<string, Timeline<double>> EdgeMinting() => TimelinesOf(0, table => table.EdgeMints ?? None);

    /// <summary>The factors of all connections that have one of their own, by type and ends.</summary>
    internal Dictionary<string, Timeline<EdgeWeight>> EdgeFactors() =>
        TimelinesOf(new EdgeWeight { Forward = 1, Backward = 1 }, table => table.EdgeOverrides ?? NoEdges);

    /// <summary>The caps of all modules that have one.</summary>
    internal Dictionary<string, Timeline<double>> Caps() => TimelinesOf(double.PositiveInfinity, table => table.MintCaps);

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        foreach (var fault in CheckTable(path)) yield return fault;
        foreach (var (index, bonus) in (Bonuses ?? []).Index())
        {
            if (bonus is null) yield return ($"{path}.bonuses[{index}]", "must not be null");
            foreach (var fault in bonus?.Check($"{path}.bonuses[{index}]") ?? []) yield return fault;
        }

        foreach (var (index, change) in Changes.Index())
        {
            if (change is null)
            {
                yield return ($"{path}.changes[{index}]", "must not be null");
                continue;
            }

            foreach (var fault in change.Check($"{path}.changes[{index}]")) yield return fault;
            if (index > 0 && Changes[index - 1] is { } before && before.FromMs >= change.FromMs)
                yield return ($"{path}.changes[{index}].from", "must be later than that of the change before");
        }
    }

    private Timeline<T> TimelineOf<T>(T initial, string name, Func<WeightTable, SortedDictionary<string, T>> part)
    {
        var timeline = new Timeline<T>(part(this).TryGetValue(name, out var own) ? own : initial);
        foreach (var change in Changes)
            if (part(change).TryGetValue(name, out var changed)) timeline.Add(change.FromMs, changed);
        return timeline;
    }

    private Dictionary<string, Timeline<T>> TimelinesOf<T>(T initial, Func<WeightTable, SortedDictionary<string, T>> part) =>
        Changes.Prepend<WeightTable>(this).SelectMany(table => part(table).Keys).Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, name => TimelineOf(initial, name, part), StringComparer.Ordinal);
}
