using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Tests.Graph;

/// <summary>
/// A contribution graph as a code forge yields it: repositories with pull requests, reviews and comments, ids and times as long as real
/// ones.
/// </summary>
internal static class RealisticGraph
{
    private const long Start = 1_600_000_000_000;
    private const long Year = 31_536_000_000;

    /// <summary>Makes a graph of some edges: for each contribution about three, as in webhooks of real repositories.</summary>
    public static ContributionGraph Create(int edges)
    {
        var random = new Random(42);
        var graph = new ContributionGraph();
        var people = Enumerable.Range(0, Math.Max(2, edges / 200)).Select(p => graph.AddNode($"@github/person-{p:x5}",
            new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, $"Person {p}"))).ToArray();
        int Person() => people[(int)(people.Length * random.NextDouble() * random.NextDouble())];
        for (var pull = 1; graph.EdgeTable.Count < edges; pull++)
        {
            var repository = $"github/some-organisation/repository-{pull % 37}";
            var place = graph.AddNode(repository, new GraphNode("repository", "github", Start, GraphNode.One, false, ""));
            var at = Start + (long)(random.NextDouble() * 3 * Year);
            var subject = Contribution($"{repository}/pull/{pull}", "pull", at, place, "part-of");
            for (var comments = random.Next(0, 8); comments > 0; comments--)
                Contribution($"{repository}/pull/{pull}/comment/{1_000_000_000 + random.Next(900_000_000)}", "comment",
                    at += random.Next(86_400_000), subject, "comments-on");
            Contribution($"{repository}/pull/{pull}/review/{1_000_000_000 + random.Next(900_000_000)}", "review",
                at += random.Next(86_400_000), subject, "reviews");
            for (var reactions = random.Next(0, 12); reactions > 0; reactions--)
                graph.AddEdge("reacts-to", Person(), subject, at + random.Next(86_400_000));
        }

        for (var p = 0; p < people.Length; p++) graph.SetCursor($"github/person-{p:x5}", random.Next(1, 2000));
        return graph;

        int Contribution(string id, string type, long at, int about, string how)
        {
            var node = graph.AddNode(id, new GraphNode(type, "github", at, GraphNode.One, false, ""));
            graph.AddEdge("authors", Person(), node, at);
            graph.AddEdge(how, node, about, at);
            return node;
        }
    }
}
