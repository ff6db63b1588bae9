using Grain.Functions.Cred.Graph;
using Grain.Functions.Cred.Graph.Blobs;
using Xunit;

namespace Grain.Functions.Tests.Graph;

/// <summary>Each invariant, broken behind the graph's back, is found and named when the graph is read.</summary>
public sealed class GraphInvariantTests
{
    private readonly ContributionGraph graph = new();
    private readonly int ada;
    private readonly int pull;

    public GraphInvariantTests()
    {
        ada = graph.AddNode("@ada", new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, "Ada"));
        pull = graph.AddNode("pull/1", new GraphNode("pull", "github", 5, GraphNode.One, false, ""));
        graph.AddEdge("authors", ada, pull, 5);
        graph.CheckInvariants();
    }

    [Fact]
    public void R1_an_edge_into_nowhere()
    {
        graph.EdgeTable.AppendUnchecked(graph.Words.NumberOf("authors"), pull, 2, 5);
        Broken("R1: edge 1 leads from node 1 to node 2 in a graph of 2 nodes.");
    }

    [Fact]
    public void R2_an_edge_that_is_there_twice()
    {
        graph.EdgeTable.AppendUnchecked(graph.Words.NumberOf("authors"), ada, pull, 9);
        Broken("R2: the edge authors from @ada to pull/1 is there twice.");
    }

    [Fact]
    public void R3_a_cursor_before_the_first_entry()
    {
        graph.SetCursor("ada", 0);
        Broken("R3: the cursor of ada is 0, but journals are numbered from 1.");
    }

    [Fact]
    public void R4_an_id_that_two_nodes_have()
    {
        graph.AppendUnchecked("pull/1", new GraphNode("pull", "github", 6, GraphNode.One, false, ""));
        Broken("R4: the id pull/1 does not lead to node 2; another one has it.");
    }

    [Fact]
    public void R4_a_node_without_an_id()
    {
        graph.AppendUnchecked("", new GraphNode("pull", "github", 6, GraphNode.One, false, ""));
        Broken("R4: node 2 has no id.");
        Assert.Contains("R4", Assert.Throws<ArgumentException>(() => graph.AddNode("", default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void R5_a_participant_under_another_id()
    {
        graph.AppendUnchecked("bob", new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, ""));
        graph.IndexIds();
        Broken("R5: bob has the type '@', but participants and only they begin with @.");
    }

    [Fact]
    public void R5_whatever_senders_tell_participants_stay_participants()
    {
        graph.AddNode("@ada", new GraphNode("pull", "github", 1, 7, false, ""));
        graph.AddNode("@eve", new GraphNode(GraphNode.Undeclared, "", 0, GraphNode.One, true, ""));
        graph.AddNode("pull/2", new GraphNode(GraphNode.Participant, "", 0, GraphNode.One, false, ""));
        graph.CheckInvariants();
        Assert.Equal([GraphNode.Participant, "pull", GraphNode.Participant, GraphNode.Undeclared], graph.Nodes.Select(node => node.Type));
    }

    [Fact]
    public void R6_a_negative_mint()
    {
        graph.AppendUnchecked("pull/2", new GraphNode("pull", "github", 0, -1, false, ""));
        graph.IndexIds();
        Broken("R6: what pull/2 mints is multiplied by -1 millionths.");
    }

    [Fact]
    public void R7_an_edge_without_a_type()
    {
        graph.EdgeTable.AppendUnchecked(graph.Words.NumberOf(""), pull, ada, 5);
        Broken("R7: the edge from pull/1 to @ada has no type.");
        Assert.Contains("R7", Assert.Throws<ArgumentException>(() => graph.AddEdge("", pull, ada, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_broken_is_found_when_it_is_read()
    {
        graph.SetCursor("ada", 0);
        var bytes = GraphBlob.Write(graph);
        Assert.StartsWith("R3", Assert.Throws<InvalidDataException>(() => GraphBlob.Read(bytes)).Message, StringComparison.Ordinal);
    }

    private void Broken(string message) => Assert.Equal(message, Assert.Throws<InvalidDataException>(graph.CheckInvariants).Message);
}
