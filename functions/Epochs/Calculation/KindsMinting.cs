using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>Which kinds of contributions mint nothing. Pure.</summary>
internal static class KindsMinting
{
    /// <summary>Kinds that are told of at once; the others are in the numbers of nobody.</summary>
    private const int ToldMax = 20;

    /// <summary>Kinds that count by what they lead to, or by points alone, unless a space says otherwise.</summary>
    private static readonly HashSet<string> CountOtherwise = new(StringComparer.Ordinal)
    {
        NodeTypes.Repository, NodeTypes.Folder, NodeTypes.Thanks, NodeTypes.Sponsorship, NodeTypes.Message,
    };

    /// <summary>What people made in a graph, by kind.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="fromMs">From when; milliseconds since 1970-01-01 UTC.</param>
    /// <param name="untilMs">Until when, exclusive.</param>
    public static SortedDictionary<string, int> Made(ContributionGraph graph, long fromMs, long untilMs)
    {
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var (table, isMade) = (graph.EdgeTable, new bool[graph.Nodes.Count]);
        var isAuthors = new bool[graph.Words.Count];
        for (var word = 0; word < isAuthors.Length; word++) isAuthors[word] = graph.Words[word] == EdgeTypes.Authors;
        for (var edge = 0; edge < table.Count; edge++)
        {
            var (from, to) = (table.Sources[edge], table.Targets[edge]);
            if (!isAuthors[table.Types[edge]] || isMade[to] || table.Times[edge] >= untilMs || table.IsGone(edge)) continue;
            if (graph.Nodes[from].Type != GraphNode.Participant) continue;
            isMade[to] = true;
            if (graph.Nodes[to] is { Retracted: false } node && !graph.IsNote(node.Type) && !IsNone(node.Type)
                && node.AtMs >= fromMs && node.AtMs < untilMs)
                kinds[node.Type] = kinds.GetValueOrDefault(node.Type) + 1;
        }

        return kinds;
    }

    /// <summary>What a grant makes, by kind.</summary>
    public static IEnumerable<string> MadeBy(Grant grant) => grant.Facts is not { } facts
        ? grant.Amount > Points.Zero && grant.Corrects is null ? [NodeTypes.Grant] : []
        : facts.Edges.Where(edge => edge.Type == EdgeTypes.Authors && edge.From == $"@{grant.Contributor}")
            .SelectMany(edge => facts.Nodes.Where(node => node.Id == edge.To)).Select(node => node.Type);

    /// <summary>A note if none of the kinds mints; else one of those that nobody gave a weight, if there are any.</summary>
    /// <param name="kinds">How many there are of each.</param>
    /// <param name="weights">What kinds mint.</param>
    /// <param name="atMs">When.</param>
    public static EpochNote? Note(IReadOnlyDictionary<string, int> kinds, GraphWeights weights, long atMs)
    {
        var mintless = kinds.Where(kind => !(weights.MintOf(kind.Key, atMs) > 0)).ToArray();
        if (mintless.Length == 0) return null;
        if (mintless.Length == kinds.Count) return new EpochNote(EpochNoteCodes.MintsNothing, Most(mintless));
        var unknown = mintless.Where(kind => !CountOtherwise.Contains(kind.Key) && !weights.Defaults.Mints.ContainsKey(kind.Key)
            && !weights.Names(kind.Key).At(atMs)).ToArray();
        return unknown.Length == 0 ? null : new EpochNote(EpochNoteCodes.KindsWithoutWeight, Most(unknown));
    }

    private static bool IsNone(string type) => type is GraphNode.Participant or GraphNode.Undeclared;

    private static SortedDictionary<string, int> Most(IEnumerable<KeyValuePair<string, int>> kinds) => new(
        kinds.OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Key, StringComparer.Ordinal).Take(ToldMax)
            .ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
}
