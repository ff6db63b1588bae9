using Grain.Functions.Grants;

namespace Grain.Functions.Graph;

/// <summary>How cred flows over a connection: from its first node to its second (forward), and back.</summary>
public sealed record EdgeWeight
{
    /// <summary>Weight from the node that does to the node it is done to; finite, at least 0.</summary>
    public double Forward { get; set; }

    /// <summary>Weight back; finite, at least 0.</summary>
    public double Backward { get; set; }
}

/// <summary>
/// What types of contributions mint and how types of edges conduct cred. A space names only what shall differ from the
/// defaults; each entry stands for itself, so changing one leaves the others as they are.
/// </summary>
public sealed record GraphWeights
{
    /// <summary>Mint by node type, over <see cref="DefaultMints"/>.</summary>
    public SortedDictionary<string, double> Nodes { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Weights by edge type, over <see cref="DefaultEdges"/>.</summary>
    public SortedDictionary<string, EdgeWeight> Edges { get; set; } = new(StringComparer.Ordinal);

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

    /// <summary>What a node of this type mints.</summary>
    public double MintOf(string type) => Nodes.TryGetValue(type, out var own) ? own : DefaultMints.GetValueOrDefault(type);

    /// <summary>How an edge of this type conducts.</summary>
    public EdgeWeight WeightOf(string type) => Edges.TryGetValue(type, out var own) ? own : DefaultEdges.GetValueOrDefault(type, Nothing);

    private static EdgeWeight Nothing { get; } = new();

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        foreach (var (type, mint) in Nodes)
            if (!(double.IsFinite(mint) && mint >= 0)) yield return ($"{path}.nodes.{type}", "must be a finite number, at least 0");
        foreach (var (type, weight) in Edges)
        {
            if (!(double.IsFinite(weight.Forward) && weight.Forward >= 0)) yield return ($"{path}.edges.{type}.forward", "must be a finite number, at least 0");
            if (!(double.IsFinite(weight.Backward) && weight.Backward >= 0)) yield return ($"{path}.edges.{type}.backward", "must be a finite number, at least 0");
        }
    }
}
