using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs.Calculation;
using Xunit;

namespace Grain.Functions.Tests.Graph;

public sealed class GraphWeightsTests
{
    private static readonly long Day = 86_400_000;

    [Fact]
    public void A_change_applies_to_what_is_dated_from_then_on_and_earlier_epochs_do_not_move()
    {
        var graph = Graph();
        var before = GraphView.Of(graph, new GraphWeights(), 100 * Day).Weighted;
        var weights = Read(
            """
            {"weights":{"changes":[{"from":"1970-01-11","nodes":{"pull":9},"edges":{"authors":{"forward":3,"backward":5}},
             "nodeOverrides":{"github/pull/3":0.5}}]}}
            """);

        var after = GraphView.Of(graph, weights, 100 * Day).Weighted;

        // Edges are ordered by their ends: ada has the later two, bob the first.
        Assert.Equal([4, 9, 4.5], after.Mints.ToArray());
        Assert.Equal(before.Mints.Span[0], after.Mints.Span[0]);
        Assert.Equal([3, 3, 0.5], after.Edges.ForwardWeights.ToArray());
        Assert.Equal([5, 5, 1.0], after.Edges.BackwardWeights.ToArray());
    }

    [Fact]
    public void A_later_change_leaves_what_it_does_not_name_as_the_earlier_one_made_it()
    {
        var weights = Read(
            """
            {"weights":{"nodes":{"pull":1},"changes":[{"from":"1970-01-11","nodes":{"pull":2,"issue":7}},
             {"from":"1970-01-21T00:00:00Z","nodes":{"pull":3}}]}}
            """);
        Assert.Equal((1, 2, 2, 3), (weights.MintOf("pull", 0), weights.MintOf("pull", 10 * Day), weights.MintOf("pull", 19 * Day),
            weights.MintOf("pull", 20 * Day)));
        Assert.Equal((1.0, 7, 7), (weights.MintOf("issue", 0), weights.MintOf("issue", 10 * Day), weights.MintOf("issue", 30 * Day)));
    }

    [Fact]
    public void A_node_has_a_factor_of_its_own()
    {
        var weights = Read("""{"weights":{"nodeOverrides":{"github/pull/2":0,"github/pull/3":2.5}}}""");
        Assert.Equal([4, 0, 10], GraphView.Of(Graph(), weights, 100 * Day).Weighted.Mints.ToArray());
    }

    [Fact]
    public void A_module_mints_at_most_its_cap_in_each_epoch_and_all_of_it_is_scaled_alike()
    {
        var weights = Read(
            """
            {"weights":{"nodeOverrides":{"github/pull/3":3},"mintCaps":{"github":8},
             "changes":[{"from":"1970-03-01","mintCaps":{"github":0}}]}}
            """);
        var view = GraphView.Of(Graph(), weights, 100 * Day, [0, 10 * Day]);
        Assert.Equal([4, 2, 6], view.Weighted.Mints.ToArray()); // the first epoch is below its cap; 4 + 12 in the second becomes 8
        // all one epoch
        Assert.Equal([1.6, 1.6, 4.8],
            GraphView.Of(Graph(), weights, 100 * Day).Weighted.Mints.ToArray().Select(mint => Math.Round(mint, 12)));
        Assert.Equal([4.0, 4, 12], GraphView.Of(Graph(),
            Read("""{"weights":{"nodeOverrides":{"github/pull/3":3},"mintCaps":{"gitlab":0}}}"""), 100 * Day).Weighted.Mints.ToArray());
        Assert.Equal([0.0, 0, 0],
            GraphView.Of(Graph(), Read("""{"weights":{"mintCaps":{"github":0}}}"""), 100 * Day, [0, 10 * Day]).Weighted.Mints.ToArray());
    }

    [Fact]
    public void Aliases_of_one_identity_are_one_participant()
    {
        var graph = Graph();
        graph.AddNode("@discourse/ada", new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, "Ada L."));
        graph.AddEdge("reacts-to", graph.IndexOf("@github/ada"), graph.IndexOf("github/pull/2"), 30 * Day);
        graph.AddEdge("reacts-to", graph.IndexOf("@discourse/ada"), graph.IndexOf("github/pull/2"), 20 * Day);
        graph.AddEdge("supports", graph.IndexOf("@discourse/ada"), graph.IndexOf("@github/ada"), 20 * Day);

        // The second version leaves out what is one's own; see OwnActsTests.
        var view = GraphView.Of(
            graph, new GraphWeights(), 100 * Day, null, id => id.EndsWith("/ada", StringComparison.Ordinal) ? "person-1" : id,
            CalculationVersion.First);

        Assert.Equal(["@github/bob", "@person-1"], view.Weighted.Participants);
        Assert.Equal(["github/bob", "Ada L."], view.Names);
        // What both aliases did counts once, with the earlier time; an edge between them is a loop.
        Assert.Equal(5, view.Weighted.Edges.Count);
        Assert.Contains((1, 3, 20.0 * Day), Edges(view));
        Assert.Contains((1, 1, 20.0 * Day), Edges(view));
    }

    [Fact]
    public void Every_fault_is_named_with_its_place()
    {
        var weights = new GraphWeights
        {
            Changes =
            [
                new WeightChange { From = new DateTime(2026, 2, 1), Nodes = { ["pull"] = -1 },
                    NodeOverrides = { ["a/b"] = double.NaN, ["@ada"] = 1 } },
                new WeightChange { From = new DateTime(2026, 2, 1), MintCaps = { ["github"] = double.PositiveInfinity },
                    Edges = { ["authors"] = null! } },
                new WeightChange(),
            ],
            MintCaps = { ["tasks"] = -2 },
        };
        Assert.Equal(
            [
                "$.weights.mintCaps.tasks", "$.weights.changes[0].nodes.pull", "$.weights.changes[0].nodeOverrides['@ada']",
                "$.weights.changes[0].nodeOverrides['a/b']",
                "$.weights.changes[1].edges.authors", "$.weights.changes[1].mintCaps.github", "$.weights.changes[1].from",
                "$.weights.changes[2].from", "$.weights.changes[2].from",
            ],
            weights.Check("$.weights").Select(fault => fault.Path));
    }

    private static IEnumerable<(int, int, double)> Edges(GraphView view)
    {
        var edges = view.Weighted.Edges;
        return Enumerable.Range(0, edges.Count).Select(e => (edges.Sources.Span[e], edges.Targets.Span[e], edges.TimesMs.Span[e]));
    }

    private static GraphWeights Read(string config) =>
        Configs.Read(config) is { } read && read.Check().Count == 0
        ? read.Weights
        : throw new ArgumentException(config);

    /// <summary>Three pull requests: on day 1, 10 and 20; the first by bob.</summary>
    private static ContributionGraph Graph()
    {
        var graph = new ContributionGraph();
        foreach (var (number, day) in (ReadOnlySpan<(int, int)>)[(1, 1), (2, 10), (3, 20)])
        {
            var pull = graph.AddNode($"github/pull/{number}", new GraphNode("pull", "github", day * Day, GraphNode.One, false, ""));
            var author = graph.AddNode(number == 1 ? "@github/bob" : "@github/ada",
                new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, ""));
            graph.AddEdge("authors", author, pull, day * Day);
        }

        return graph;
    }
}
