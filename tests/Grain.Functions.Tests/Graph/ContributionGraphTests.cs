using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Ledgers.Grants;
using Xunit;

namespace Grain.Functions.Tests.Graph;

public sealed class ContributionGraphTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void R1_an_edge_needs_nodes_at_both_ends()
    {
        var graph = new ContributionGraph();
        graph.AddNode("@ada", Participant());
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => graph.AddEdge("authors", 0, 1, 0));
        Assert.Contains("R1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void R2_an_edge_told_again_keeps_its_earliest_time()
    {
        var graph = new ContributionGraph();
        graph.Add(Reviewed("g1", "ada", Day.AddDays(2)), 1);
        graph.Add(Reviewed("g2", "ada", Day.AddDays(1)), 2);
        graph.Add(Reviewed("g3", "ada", Day.AddDays(3)), 3);
        Assert.Equal(Day.AddDays(1).ToUnixTimeMilliseconds(), Assert.Single(graph.Edges).AtMs);
    }

    [Fact]
    public void R3_an_entry_that_does_not_follow_the_cursor_is_refused()
    {
        var graph = new ContributionGraph();
        graph.Add(Reviewed("g1", "ada", Day), 1);
        Assert.Throws<InvalidOperationException>(() => graph.Add(Reviewed("g3", "ada", Day), 3));
        Assert.Throws<InvalidOperationException>(() => graph.Add(Reviewed("g1", "ada", Day), 1));
        Assert.Equal(1, graph.CursorOf("ada"));
    }

    [Fact]
    public void R3_the_bytes_do_not_depend_on_the_order_of_grants()
    {
        var kinds = Gen.ArrayOf(Gen.Choose(0, 5)).ToArbitrary();
        Prop.ForAll(kinds, chosen => Grants(chosen) is var grants
            && GraphBlob.Write(Build(grants)).AsSpan().SequenceEqual(GraphBlob.Write(Build(Shuffled(grants)))))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_read_back_is_what_was_written()
    {
        var graph = Build(Grants([0, 1, 2, 3, 4, 5, 1, 2]));
        var bytes = GraphBlob.Write(graph);
        var read = GraphBlob.Read(bytes);
        Assert.Equal(bytes, GraphBlob.Write(read));
        Assert.Equal(graph.Cursors.OrderBy(cursor => cursor.Key), read.Cursors.OrderBy(cursor => cursor.Key));
        Assert.Equal(graph.Nodes.Count, read.Nodes.Count);
        Assert.Equal(graph.Edges.Count, read.Edges.Count);
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        var bytes = GraphBlob.Write(Build(Grants([0, 1, 2, 3])));
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x20;
            Assert.Throws<InvalidDataException>(() => GraphBlob.Read(bytes));
            bytes[i] ^= 0x20;
        }

        Assert.Throws<InvalidDataException>(() => GraphBlob.Read(bytes.AsMemory(0, bytes.Length - 1)));
        Assert.Throws<InvalidDataException>(() => GraphBlob.Read("nothing"u8.ToArray()));
    }

    [Fact]
    public void A_grant_without_facts_is_a_contribution_worth_its_points()
    {
        var graph = new ContributionGraph();
        graph.Add(Grant("g1", "ada", "2.5"), 1);
        var view = GraphView.Of(graph, new GraphWeights(), Day.AddDays(9).ToUnixTimeMilliseconds());
        Assert.Equal(["grant/g1"], view.Weighted.Contributions);
        Assert.Equal([2.5], view.Weighted.Mints.ToArray());
        Assert.Equal(1, view.Weighted.Edges.Count);

        graph.Add(Grant("g2", "ada", "-2.5") with { Corrects = "g1" }, 2);
        Assert.Empty(GraphView.Of(graph, new GraphWeights(), Day.AddDays(9).ToUnixTimeMilliseconds()).Weighted.Contributions);
    }

    [Fact]
    public void The_view_leaves_out_what_came_later_what_was_retracted_and_what_nobody_described()
    {
        var graph = new ContributionGraph();
        graph.Add(With("g1", Node("pull/1", Day), Node("pull/2", Day.AddDays(5)), Node("pull/3", Day)) with
        {
            Facts = new ContributionFacts
            {
                Nodes = [Node("pull/1", Day), Node("pull/2", Day.AddDays(5)), Node("pull/3", Day)],
                Edges = [Edge("authors", "@ada", "pull/1"), Edge("authors", "@ada", "pull/2"), Edge("references", "pull/1", "pull/9"),
                    Edge("authors", "@ada", "pull/3")],
                Retracts = ["pull/3"],
            },
        }, 1);

        var view = GraphView.Of(graph, new GraphWeights(), Day.AddDays(5).ToUnixTimeMilliseconds());

        Assert.Equal(["pull/1"], view.Weighted.Contributions);
        Assert.Equal(["@ada"], view.Weighted.Participants);
        Assert.Equal(1, view.Weighted.Edges.Count);
        Assert.Equal(3, view.DanglingEdges);
        // Described at last, the node that was only referred to takes part, with the edge that waited for it.
        graph.Add(With("g2", Node("pull/9", Day)), 2);
        Assert.Equal(["pull/1", "pull/9"],
            GraphView.Of(graph, new GraphWeights(), Day.AddDays(5).ToUnixTimeMilliseconds()).Weighted.Contributions);
    }

    [Fact]
    public void Weights_of_a_space_change_only_what_they_name()
    {
        var weights = new GraphWeights();
        weights.Nodes["pull"] = 0;
        weights.Edges["authors"] = new EdgeWeight { Forward = 2, Backward = 3 };
        Assert.Equal((0, CalculationDefaults.First.Mints["issue"], 0),
            (weights.MintOf("pull", 0), weights.MintOf("issue", 0), weights.MintOf("unheard-of", 0)));
        Assert.Equal((3, CalculationDefaults.First.Edges["stars"], 0),
            (weights.WeightOf("authors", 0).Backward, weights.WeightOf("stars", 0), weights.WeightOf("unheard-of", 0).Forward));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1.1e15)]
    [InlineData(-0.5)]
    public void Bad_weights_are_named_with_their_place(double bad)
    {
        var weights = new GraphWeights();
        weights.Nodes["pull"] = bad;
        weights.Edges["authors"] = new EdgeWeight { Forward = bad, Backward = bad };
        Assert.Equal(["$.weights.nodes.pull", "$.weights.edges.authors.forward", "$.weights.edges.authors.backward"],
            weights.Check("$.weights").Select(fault => fault.Path));
    }

    private static Grant[] Grants(int[] kinds) => [.. kinds.Select((kind, index) => kind switch
    {
        0 => Grant($"g{index}", $"person{index % 3}", "1.25"),
        1 => Reviewed($"g{index}", $"person{index % 3}", Day.AddDays(index)),
        2 => With($"g{index}", Node($"pull/{index % 4}", Day.AddDays(-index))),
        3 => With($"g{index}", Node($"pull/{index % 4}", Day) with { Type = "issue", Module = "elsewhere" }),
        4 => Grant($"g{index}", $"person{index % 3}", "0") with { Facts = new ContributionFacts { Retracts = [$"pull/{index % 4}"] } },
        _ => Grant($"g{index}", $"ü🌾{index % 3}", "0") with { Facts = new ContributionFacts { ContributorName = $"Name {index}" } },
    })];

    private static ContributionGraph Build(IEnumerable<Grant> grants)
    {
        var graph = new ContributionGraph();
        foreach (var grant in grants) graph.Add(grant, graph.CursorOf(grant.Contributor) + 1);
        return graph;
    }

    /// <summary>Another order across contributors; reversing is enough, since every pair changes places.</summary>
    private static IEnumerable<Grant> Shuffled(Grant[] grants) => grants.Reverse();

    private static GraphNode Participant() => new(GraphNode.Participant, "", 0, GraphNode.One, false, "");

    private static Grant Reviewed(string id, string who, DateTimeOffset at) => Grant(id, who, "0") with
    {
        GrantedAt = at,
        Facts = new ContributionFacts { Edges = [new ContributionEdge { Type = "reviews", From = $"@{who}", To = "pull/1" }] },
    };

    private static Grant With(string id, params ContributionNode[] nodes) =>
        Grant(id, "ada", "0") with { Facts = new ContributionFacts { Nodes = nodes } };

    private static ContributionNode Node(string id, DateTimeOffset at) => new() { Id = id, Type = "pull", Module = "github", At = at };

    private static ContributionEdge Edge(string type, string from, string to) => new() { Type = type, From = from, To = to };

    private static Grant Grant(string id, string who, string points) => new()
    {
        GrantId = id,
        Contributor = who,
        Key = "k",
        Category = "c",
        Source = "s",
        Amount = Points.TryParse(points, out var amount, out _) ? amount : throw new ArgumentException(points),
        GrantedAt = Day,
    };
}
