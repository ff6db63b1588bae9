using Grain.Functions.Cred.Graph;
using Grain.Functions.Cred.Graph.Blobs;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Graph;

public sealed class GraphBlobTests(ITestOutputHelper output)
{
    private const double BytesPerEdgeMax = 24;

    [Fact]
    public void A_graph_takes_at_most_24_bytes_an_edge_with_nodes_names_and_cursors()
    {
        var graph = RealisticGraph.Create(100_000);
        var bytes = GraphBlob.Write(graph);
        output.WriteLine(
            $"{graph.Edges.Count} edges, {graph.Nodes.Count} nodes: {bytes.Length / (double)graph.Edges.Count:F1} bytes an edge");
        Assert.InRange(bytes.Length / (double)graph.Edges.Count, 1, BytesPerEdgeMax);
        Assert.Equal(bytes, GraphBlob.Write(GraphBlob.Read(bytes)));
    }

    [Fact]
    public async Task It_is_streamed_both_ways_in_whatever_pieces_the_network_brings()
    {
        var graph = RealisticGraph.Create(5_000);
        var expected = GraphBlob.Write(graph);
        using var written = new MemoryStream();
        await GraphBlob.WriteAsync(graph, new Pieces(written));
        Assert.Equal(expected, written.ToArray());
        written.Position = 0;
        Assert.Equal(expected, GraphBlob.Write(await GraphBlob.ReadAsync(new Pieces(written))));
    }

    [Fact]
    public void A_graph_that_was_read_takes_more()
    {
        var graph = RealisticGraph.Create(500);
        var read = GraphBlob.Read(GraphBlob.Write(graph));
        foreach (var each in new[] { graph, read })
        {
            each.AddEdge("references", each.AddNode("github/new", new GraphNode("issue", "github", 7, GraphNode.One, false, "")),
                each.IndexOf("@github/person-00000"), 9);
            each.AddEdge("references", each.IndexOf("github/new"), each.IndexOf("@github/person-00000"), 8);
        }

        Assert.Equal(GraphBlob.Write(graph), GraphBlob.Write(read));
    }

    [Fact]
    public void Extreme_numbers_come_back()
    {
        var graph = new ContributionGraph();
        var (early, late) = (graph.AddNode("a", new GraphNode("pull", "m", long.MinValue, 0, false, "")),
            graph.AddNode("b", new GraphNode("pull", "m", long.MaxValue, long.MaxValue, true, "n")));
        graph.AddEdge("references", early, late, long.MinValue);
        graph.AddEdge("references", early, early, long.MaxValue);
        var read = GraphBlob.Read(GraphBlob.Write(graph));
        Assert.Equal(graph.Nodes, read.Nodes);
        Assert.Equal(graph.Edges.OrderBy(edge => edge.To), read.Edges.OrderBy(edge => edge.To));
    }

    [Fact]
    public void Another_version_is_named()
    {
        var bytes = GraphBlob.Write(new ContributionGraph());
        bytes[8] = 9;
        Assert.Equal("The contribution graph has format 9; this version reads 1 to 5.",
            Assert.Throws<InvalidDataException>(() => GraphBlob.Read(bytes)).Message);
    }

    /// <summary>A stream that gives and takes a few bytes at a time.</summary>
    private sealed class Pieces(MemoryStream inner) : Stream
    {
        private int turn;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation = default)
        {
            await Task.Yield();
            return inner.Read(buffer.Span[..Math.Min(buffer.Length, 1 + (turn++ % 977))]);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation = default)
        {
            await Task.Yield();
            inner.Write(buffer.Span);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
