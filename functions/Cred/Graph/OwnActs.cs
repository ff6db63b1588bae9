using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What people did to things of their own, under whichever of their ids: reviews of their own pull requests, thanks to themselves, likes of
/// their own posts.
/// Such an act leads nowhere, and what exists by the act alone takes no part. Since <see cref="CalculationVersion.Second"/>. Pure.
/// </summary>
internal sealed class OwnActs
{
    /// <summary>What somebody does to a thing, or a thing of theirs to another.</summary>
    private static readonly HashSet<string> Acts = new(StringComparer.Ordinal)
    {
        EdgeTypes.Reviews, EdgeTypes.Merges, EdgeTypes.ReactsTo, EdgeTypes.Answers, EdgeTypes.Supports, EdgeTypes.Stars, EdgeTypes.Forks,
        EdgeTypes.Requests,
    };

    /// <summary>Contributions that are nothing but such an act.</summary>
    private static readonly HashSet<string> NothingElse =
        new(StringComparer.Ordinal) { NodeTypes.Review, NodeTypes.Thanks, NodeTypes.Sponsorship };

    private readonly HashSet<int> edges = [];
    private readonly HashSet<int> nodes = [];

    private OwnActs() { }

    /// <summary>Nothing.</summary>
    public static OwnActs None { get; } = new();

    /// <summary>Whether an edge of the graph is one.</summary>
    public bool HasEdge(int edge) => edges.Contains(edge);

    /// <summary>Whether a node of the graph exists by one alone.</summary>
    public bool HasNode(int node) => nodes.Contains(node);

    /// <summary>Those of a graph.</summary>
    public static OwnActs Of(ContributionGraph graph, Func<string, string> resolve)
    {
        var found = new OwnActs();
        var acts = Edges(graph, Acts.Contains);
        if (acts.Count == 0) return found;
        var people = new PeopleOf(graph, resolve, acts);
        foreach (var edge in acts)
        {
            var (source, target) = (graph.EdgeTable.Sources[edge], graph.EdgeTable.Targets[edge]);
            if (!people.Of(source).Intersect(people.OwnersOf(graph.Words[graph.EdgeTable.Types[edge]], target)).Any()) continue;
            found.edges.Add(edge);
            if (NothingElse.Contains(graph.Nodes[source].Type)) found.nodes.Add(source);
        }

        return found;
    }

    private static List<int> Edges(ContributionGraph graph, Func<string, bool> isWanted)
    {
        var wanted = Enumerable.Range(0, graph.Words.Count).Select(word => isWanted(graph.Words[word])).ToArray();
        var found = new List<int>();
        for (var edge = 0; edge < graph.EdgeTable.Count; edge++)
            if (wanted[graph.EdgeTable.Types[edge]] && !graph.EdgeTable.IsGone(edge)) found.Add(edge);
        return found;
    }

    /// <summary>Who stands behind the ends of acts.</summary>
    private sealed class PeopleOf
    {
        private readonly ContributionGraph graph;
        private readonly Func<string, string> resolve;
        private readonly Dictionary<int, HashSet<string>> authors = [];

        public PeopleOf(ContributionGraph graph, Func<string, string> resolve, List<int> acts)
        {
            (this.graph, this.resolve) = (graph, resolve);
            foreach (var act in acts)
                foreach (var node in (ReadOnlySpan<int>)[graph.EdgeTable.Sources[act], graph.EdgeTable.Targets[act]])
                    authors.TryAdd(node, []);
            foreach (var edge in Edges(graph, type => type == EdgeTypes.Authors))
                if (authors.TryGetValue(graph.EdgeTable.Targets[edge], out var known) && IsPerson(graph.EdgeTable.Sources[edge]))
                    known.Add(Person(graph.EdgeTable.Sources[edge]));
        }

        public HashSet<string> Of(int node) => IsPerson(node) ? [Person(node)] : authors[node];

        /// <summary>A repository is made by nobody, and belongs to whom its path names.</summary>
        public HashSet<string> OwnersOf(string act, int node) =>
            act is EdgeTypes.Stars or EdgeTypes.Forks ? [resolve(OwnWork.OwnerOf(graph.Ids[node]))] : Of(node);

        private bool IsPerson(int node) => graph.Nodes[node].Type == GraphNode.Participant;

        private string Person(int node) => resolve(graph.Ids[node][GraphNode.Participant.Length..]);
    }
}
