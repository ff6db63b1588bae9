using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs.Calculation;
using Xunit;

namespace Grain.Functions.Tests.Graph;

/// <summary>Weights of beginnings of ids, of single connections and of reactions, and what is minted on top.</summary>
public sealed class MintHomesTests
{
    private const long Day = 86_400_000;
    private static readonly long[] Starts = [0, 10 * Day];

    [Fact]
    public void Factors_of_beginnings_multiply_and_change_in_time()
    {
        var weights = Read("""
            {"weights":{"nodePrefixes":{"github/":0.5,"github/pull/2":4,"git":1,"gitlab/":9},
             "changes":[{"from":"1970-01-15","nodePrefixes":{"github/":0}}]}}
            """);
        Assert.Equal([2, 8, 0], View(weights).Weighted.Mints.ToArray());
    }

    [Fact]
    public void A_reaction_mints_at_what_it_is_for_and_counts_in_its_cap()
    {
        var graph = Graph();
        graph.AddEdge("reacts-to", graph.IndexOf("@github/ada"), graph.IndexOf("github/pull/1"), 5 * Day);
        graph.AddEdge("reacts-to", Person(graph, "eve"), graph.IndexOf("github/pull/1"), 15 * Day);
        var weights = Read("""
            {"weights":{"nodes":{"pull":0},"edgeMints":{"reacts-to":4},"changes":[{"from":"1970-01-10","edgeMints":{"reacts-to":1}}]}}
            """);
        Assert.Equal([5, 0, 0], View(weights, graph).Weighted.Mints.ToArray());
        var capped = Read("""{"weights":{"nodes":{"pull":0},"edgeMints":{"reacts-to":4},"mintCaps":{"github":2}}}""");
        Assert.Equal([2, 0, 0], View(capped, graph).Weighted.Mints.ToArray());
    }

    [Fact]
    public void A_connection_has_a_factor_of_its_own()
    {
        var edges = View(Read("""
            {"weights":{"edgeOverrides":{"authors @github/ada github/pull/3":{"forward":0,"backward":3}}}}
            """)).Weighted.Edges;
        Assert.Equal([0.5, 0, 0.5], edges.ForwardWeights.ToArray());
        Assert.Equal([1.0, 3, 1], edges.BackwardWeights.ToArray());
    }

    /// <summary>Epochs of 4 and of 8; a quarter of the second on top for somebody who did nothing yet, and all of both for ada.</summary>
    [Fact]
    public void What_is_minted_on_top_is_a_contribution_of_each_epoch_that_gives_to_its_person_at_the_start()
    {
        var view = View(Read("""
            {"weights":{"bonuses":[{"to":"libs","periods":[{"from":"1970-01-11","share":0.25}]},
             {"to":"github/ada","periods":[{"from":"1970-01-01","share":1}]}]}}
            """));
        var (weighted, graph) = (view.Weighted, Graph());
        Assert.Equal(["@github/ada", "@github/bob", "@libs"], weighted.Participants);
        Assert.Equal(["bonus/0/github/ada/1", "bonus/864000000/github/ada/1", "bonus/864000000/libs/0"], weighted.Contributions.Take(3));
        Assert.Equal([4, 8, 2, 4, 4, 4], weighted.Mints.ToArray());
        Assert.Equal(10 * Day, view.NodeOf(graph, 2).AtMs);
        Assert.Equal("pull", view.NodeOf(graph, 3).Type);
        var ends = Enumerable.Range(0, weighted.Edges.Count).Select(e => (weighted.Edges.Sources.Span[e], weighted.Edges.Targets.Span[e],
            weighted.Edges.TimesMs.Span[e], view.EdgeTypeOf(graph, e))).ToArray();
        Assert.Equal(ends.OrderBy(edge => edge), ends);
        Assert.Contains((5, 2, 10.0 * Day, "bonus"), ends);
        Assert.Contains((1, 6, 1.0 * Day, "authors"), ends);
    }

    [Fact]
    public void Faults_are_named_with_their_places()
    {
        var weights = new GraphWeights
        {
            NodePrefixes = new() { ["a/"] = -1 },
            EdgeMints = new() { ["reacts-to"] = double.NaN },
            EdgeOverrides = new() { ["a b c"] = null!, ["d e f"] = new EdgeWeight { Backward = -1 } },
            Bonuses =
            [
                new MintBonus { To = "", Periods = [] }, null!,
                new MintBonus
                {
                    To = "a", Periods = [new() { From = new(2026, 1, 2), Share = 11 }, new() { From = new(2026, 1, 1) }, null!],
                },
            ],
        };
        Assert.Equal(
            [
                "$.w.edgeOverrides['a b c']", "$.w.edgeOverrides['d e f'].backward", "$.w.edgeMints.reacts-to", "$.w.nodePrefixes['a/']",
                "$.w.bonuses[0].to", "$.w.bonuses[0].periods", "$.w.bonuses[1]", "$.w.bonuses[2].periods[0].share",
                "$.w.bonuses[2].periods[1].from", "$.w.bonuses[2].periods[2]",
            ],
            weights.Check("$.w").Select(fault => fault.Path));
        Assert.Equal("$.weights.edgeMints.lieks", Assert.Single(Configs.Read("""{"weights":{"edgeMints":{"lieks":1}}}""").Check()).Path);
    }

    private static GraphView View(GraphWeights weights, ContributionGraph? graph = null) =>
        GraphView.Of(graph ?? Graph(), weights, 100 * Day, Starts);

    private static GraphWeights Read(string config) =>
        Configs.Read(config) is { } read && read.Check().Count == 0 ? read.Weights : throw new ArgumentException(config);

    /// <summary>Three pull requests: on day 1, 10 and 20; the first by bob, the others by ada.</summary>
    private static ContributionGraph Graph()
    {
        var graph = new ContributionGraph();
        foreach (var (number, day) in (ReadOnlySpan<(int, int)>)[(1, 1), (2, 10), (3, 20)])
        {
            var pull = graph.AddNode($"github/pull/{number}", new GraphNode("pull", "github", day * Day, GraphNode.One, false, ""));
            graph.AddEdge("authors", Person(graph, number == 1 ? "bob" : "ada"), pull, day * Day);
        }

        return graph;
    }

    private static int Person(ContributionGraph graph, string name) =>
        graph.AddNode($"@github/{name}", new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, ""));
}
