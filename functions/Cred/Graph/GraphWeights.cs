using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What types of contributions mint and how types of edges conduct cred. A space names only what shall differ from the
/// defaults; each entry stands for itself, so changing one leaves the others as they are.
/// </summary>
public sealed record GraphWeights : WeightTable
{
    /// <summary>Weights that apply from a moment on, earliest first. What they do not name stays as it was.</summary>
    public IReadOnlyList<WeightChange> Changes { get; set; } = [];

    /// <summary>
    /// What each type mints if the space says nothing. A grant known by points alone mints its points. Types that are not
    /// listed mint nothing until a space gives them a weight.
    /// </summary>
    public static IReadOnlyDictionary<string, double> DefaultMints { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        [NodeTypes.Pull] = 4,
        [NodeTypes.Release] = 2,
        [NodeTypes.Review] = 1,
        [NodeTypes.Issue] = 1,
        [NodeTypes.Discussion] = 1,
        [NodeTypes.Advisory] = 1,
        [NodeTypes.Comment] = 0.5,
        [NodeTypes.ReviewComment] = 0.5,
        [NodeTypes.WikiPage] = 0.5,
        [NodeTypes.Task] = 1,
        [NodeTypes.Grant] = 1,
    };

    /// <summary>How each type of edge conducts if the space says nothing. Types that are not listed conduct nothing.</summary>
    /// <remarks>
    /// Forward is the way of the sentence: a comment comments on an issue. A contribution gives its cred mostly back to its
    /// authors; a comment or review passes some on to what it is about; a person's reaction or star sends some of the person's
    /// own flow on to what they value.
    /// </remarks>
    public static IReadOnlyDictionary<string, EdgeWeight> DefaultEdges { get; } = new Dictionary<string, EdgeWeight>(StringComparer.Ordinal)
    {
        [EdgeTypes.Authors] = new() { Forward = 0.5, Backward = 1 },
        [EdgeTypes.Reviews] = new() { Forward = 1, Backward = 0.25 },
        [EdgeTypes.CommentsOn] = new() { Forward = 0.25, Backward = 0.125 },
        [EdgeTypes.RepliesTo] = new() { Forward = 0.25, Backward = 0.0625 },
        [EdgeTypes.Answers] = new() { Forward = 0.5, Backward = 1 },
        [EdgeTypes.References] = new() { Forward = 0.5, Backward = 0.0625 },
        [EdgeTypes.Merges] = new() { Forward = 0.25, Backward = 0.25 },
        [EdgeTypes.MergedAs] = new() { Forward = 1, Backward = 0.5 },
        [EdgeTypes.PartOf] = new() { Forward = 0.125, Backward = 0.03125 },
        [EdgeTypes.ReactsTo] = new() { Forward = 0.5, Backward = 0.03125 },
        [EdgeTypes.Stars] = new() { Forward = 0.0625, Backward = 0 },
        [EdgeTypes.Forks] = new() { Forward = 0.0625, Backward = 0 },
        [EdgeTypes.DependsOn] = new() { Forward = 1, Backward = 0 },
        [EdgeTypes.Requests] = new() { Forward = 0.25, Backward = 0.25 },
        [EdgeTypes.Supports] = new() { Forward = 0.5, Backward = 0 },
    };

    private static EdgeWeight Nothing { get; } = new();

    /// <summary>What a node of this type mints if it is dated then.</summary>
    public double MintOf(string type, long atMs) => Mints(type).At(atMs);

    /// <summary>How an edge of this type conducts if it is dated then.</summary>
    public EdgeWeight WeightOf(string type, long atMs) => Conduction(type).At(atMs);

    internal Timeline<double> Mints(string type) => TimelineOf(DefaultMints.GetValueOrDefault(type), type, table => table.Nodes);

    internal Timeline<EdgeWeight> Conduction(string type) =>
        TimelineOf(DefaultEdges.GetValueOrDefault(type, Nothing), type, table => table.Edges);

    /// <summary>The factors of all nodes that have one of their own.</summary>
    internal Dictionary<string, Timeline<double>> Factors() => TimelinesOf(1, table => table.NodeOverrides);

    /// <summary>The caps of all modules that have one.</summary>
    internal Dictionary<string, Timeline<double>> Caps() => TimelinesOf(double.PositiveInfinity, table => table.MintCaps);

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        foreach (var fault in CheckTable(path)) yield return fault;
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
