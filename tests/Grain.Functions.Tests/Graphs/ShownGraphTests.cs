using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Graphs;
using Xunit;

namespace Grain.Functions.Tests.Graphs;

/// <summary>A graph as somebody may see it: nothing leads to who is hidden, and sums come out.</summary>
public sealed class ShownGraphTests
{
    private readonly GraphSpace space = new();

    [Fact]
    public async Task Everything_that_was_ranked_is_shown_with_its_flow()
    {
        await space.CloseAsync();
        var graph = await space.ShownAsync();
        var nodes = Nodes(graph);
        Assert.Equal(["@ada", "@bob", "@cy", "grant/g1", "x/post/", "x/pull/1", "x/review/1", "x/thanks/ada>bob"],
            nodes.Select(node => node.Id.Split('\u0001')[0]));
        Assert.Equal(Enumerable.Range(0, nodes.Length), nodes.Select(node => graph.PlaceOf(node.Id)));
        Assert.Equal(graph.Epoch.Scores.TotalMint, nodes.Sum(node => node.Mint ?? 0), 1e-9);
        Assert.Equal(graph.Epoch.Scores.TotalMint, nodes.Sum(node => node.Cred ?? 0), 1e-6);
        // What flows into somebody over edges, and between their epochs, is what flows through them.
        var beta = graph.Epoch.Config.CredRank.Beta;
        Assert.All(nodes.Where(node => node.IsParticipant), node => Assert.Equal(node.Cred!.Value, node.Flow * beta, 1e-6));
        var pull = graph.PlaceOf("x/pull/1");
        var into = Edges(graph).Sum(edge => (edge.To == pull ? edge.ForwardFlow : 0) + (edge.From == pull ? edge.BackwardFlow : 0));
        Assert.True(into > 0 && into < nodes[pull].Flow);
        var stats = GraphStats.Of(graph);
        Assert.Equal((3, 5, 9, 0, 1, 1), (stats.Participants, stats.Contributions, stats.Edges, stats.Isolated, stats.Undeclared,
            stats.Dangling));
        Assert.Equal((2, 4, 5), (stats.NodeTypes["pull"], stats.Modules["x"], stats.EdgeTypes["authors"]));
        Assert.True(stats.Bytes > 100 && stats.FirstAt < stats.LastAt && stats.AsOf is null);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("anon-1")]
    public async Task Who_is_hidden_stands_in_it_without_what_they_did(string? pseudonym)
    {
        await space.CloseAsync();
        var all = await space.ShownAsync();
        var shown = ShownGraph.Of(all.Epoch, GraphFileTests.Hiding("bob", pseudonym));
        Assert.Equal(shown.Stamp, ShownGraph.Of(all.Epoch, GraphFileTests.Hiding("bob", pseudonym)).Stamp);
        Assert.NotEqual(shown.Stamp, all.Stamp);
        var (nodes, edges) = (Nodes(shown), Edges(shown));
        var person = "@" + (pseudonym ?? Faces.Others);
        // Thanks to bob have his name in their id.
        Assert.Equal(["@ada", "@cy", "grant/g1", "x/post/", "x/pull/1", person, "others"],
            nodes.Select(node => node.Id.Split('\u0001')[0]));
        Assert.DoesNotContain(nodes, node => node.Id.Contains("bob", StringComparison.Ordinal) || node.Name == "bob");
        foreach (var gone in new[] { "@bob", "x/review/1", "x/thanks/ada>bob" }) Assert.Equal(-1, shown.PlaceOf(gone));
        Func<ShownNode, double>[] ofNodes = [node => node.Cred ?? 0, node => node.Mint ?? 0, node => node.Flow];
        foreach (var sum in ofNodes) Assert.Equal(Nodes(all).Sum(sum), nodes.Sum(sum), 1e-9);
        Func<ShownEdge, double>[] ofEdges = [edge => edge.ForwardFlow, edge => edge.BackwardFlow, edge => edge.ForwardWeight];
        foreach (var sum in ofEdges) Assert.Equal(Edges(all).Sum(sum), edges.Sum(sum), 1e-9);
        var joined = edges.Where(edge => new[] { person, Faces.Others }.Contains(shown.IdOf(edge.From))
            || new[] { person, Faces.Others }.Contains(shown.IdOf(edge.To))).ToArray();
        Assert.True(joined.Length > 3);
        Assert.All(joined, edge => Assert.Null(edge.AtMs));
        // What somebody did to what is not theirs leads to them in public.
        Assert.All(edges.Where(edge => shown.IdOf(edge.From) == person), edge => Assert.Equal(Faces.Others, shown.IdOf(edge.To)));
        Assert.Equal(GraphStats.Of(all) with { NodeTypes = null!, Modules = null!, EdgeTypes = null!, LastAt = null },
            GraphStats.Of(shown) with { NodeTypes = null!, Modules = null!, EdgeTypes = null!, LastAt = null });
    }

    [Fact]
    public async Task Surroundings_go_step_by_step_and_say_what_they_leave_out()
    {
        await space.CloseAsync();
        var graph = await space.ShownAsync();
        var near = Surroundings.Of(graph, graph.PlaceOf("x/pull/1"), 1, 9);
        Assert.Equal(["x/pull/1", "@ada", "@cy", "x/review/1"],
            near.Nodes.Select(node => node.Id).Take(1).Concat(near.Nodes.Skip(1).Select(node => node.Id).Order(StringComparer.Ordinal)));
        Assert.Equal((0, 4), (near.NodesLeftOut, near.Edges.Count)); // cy reacts to the review, too
        Assert.Equal([0, 1, 1, 1], near.Nodes.Select(node => node.Depth!.Value));
        var far = Surroundings.Of(graph, graph.PlaceOf("x/pull/1"), 5, 100);
        Assert.Equal((graph.NodeCount, graph.EdgeCount, 0), (far.Nodes.Count, far.Edges.Count, far.NodesLeftOut));
        var cut = Surroundings.Of(graph, graph.PlaceOf("x/pull/1"), 5, 2);
        Assert.Equal((2, 2), (cut.Nodes.Count, cut.NodesLeftOut));

        // What stands for others is no way from one to another.
        var shown = ShownGraph.Of(graph.Epoch, GraphFileTests.Hiding("cy", null));
        var others = Surroundings.Of(shown, shown.PlaceOf("x/review/1"), 5, 100).Nodes.Select(node => node.Id);
        Assert.DoesNotContain("@others", others);
    }

    private static ShownNode[] Nodes(ShownGraph graph) => [.. Enumerable.Range(0, graph.NodeCount).Select(graph.Node)];

    private static ShownEdge[] Edges(ShownGraph graph) => [.. Enumerable.Range(0, graph.EdgeCount).Select(graph.Edge)];
}
