using System.Security.Cryptography;
using System.Text;

namespace Grain.Functions.Graph;

/// <summary>
/// The stored form of a contribution graph. The same graph always gives the same bytes: nodes are sorted by id, edges by
/// their ends and type, cursors by account (all ordinal). Byte for byte in docs/storage-format.md.
/// </summary>
public static class GraphBlob
{
    private static readonly byte[] Magic = "GRAINGRF"u8.ToArray();
    private const byte FormatVersion = 1;

    /// <summary>The bytes of a graph.</summary>
    public static byte[] Write(ContributionGraph graph)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(FormatVersion);
            var words = WriteWords(writer, graph);
            var places = WriteNodes(writer, graph, words);
            WriteEdges(writer, graph, words, places);
            WriteCursors(writer, graph);
        }

        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>The graph of these bytes.</summary>
    /// <exception cref="InvalidDataException">They are no graph, of another version, or damaged.</exception>
    public static ContributionGraph Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < Magic.Length + 1 + SHA256.HashSizeInBytes || !bytes.Span.StartsWith(Magic))
            throw new InvalidDataException("These bytes are not a contribution graph.");
        if (bytes.Span[Magic.Length] != FormatVersion)
            throw new InvalidDataException($"The contribution graph has format {bytes.Span[Magic.Length]}; this version reads {FormatVersion}.");
        var content = bytes[..^SHA256.HashSizeInBytes];
        if (!SHA256.HashData(content.Span).AsSpan().SequenceEqual(bytes.Span[^SHA256.HashSizeInBytes..]))
            throw new InvalidDataException("The contribution graph is damaged: its checksum does not fit its content.");

        using var reader = new BinaryReader(new MemoryStream(content[(Magic.Length + 1)..].ToArray()), Encoding.UTF8);
        var words = ReadMany(reader, () => reader.ReadString());
        var graph = new ContributionGraph();
        ReadNodes(reader, graph, words);
        ReadEdges(reader, graph, words);
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--) graph.SetCursor(reader.ReadString(), reader.Read7BitEncodedInt64());
        return graph;
    }

    /// <summary>Types and modules recur; they are written once and referred to by number.</summary>
    private static Dictionary<string, int> WriteWords(BinaryWriter writer, ContributionGraph graph)
    {
        var words = graph.Nodes.SelectMany(node => new[] { node.Type, node.Module })
            .Concat(graph.Edges.Keys.Select(edge => edge.Type))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        writer.Write7BitEncodedInt(words.Length);
        foreach (var word in words) writer.Write(word);
        return words.Index().ToDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal);
    }

    /// <summary>Ids share long beginnings with their neighbours in order; only the rest of each is written.</summary>
    /// <returns>For each node of the graph its place in the file.</returns>
    private static int[] WriteNodes(BinaryWriter writer, ContributionGraph graph, Dictionary<string, int> words)
    {
        var order = Enumerable.Range(0, graph.Ids.Count).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(graph.Ids[a], graph.Ids[b]));
        var places = new int[order.Length];
        var previous = "";
        writer.Write7BitEncodedInt(order.Length);
        for (var place = 0; place < order.Length; place++)
        {
            places[order[place]] = place;
            var (id, node) = (graph.Ids[order[place]], graph.Nodes[order[place]]);
            var shared = SharedBeginning(previous, id);
            writer.Write7BitEncodedInt(shared);
            writer.Write(id[shared..]);
            writer.Write7BitEncodedInt(words[node.Type]);
            writer.Write7BitEncodedInt(words[node.Module]);
            writer.Write7BitEncodedInt64(node.AtMs);
            writer.Write7BitEncodedInt64(node.MicroAmount);
            writer.Write(node.Retracted);
            writer.Write(node.Name);
            previous = id;
        }

        return places;
    }

    private static void ReadNodes(BinaryReader reader, ContributionGraph graph, string[] words)
    {
        var id = "";
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            id = string.Concat(id.AsSpan(0, reader.Read7BitEncodedInt()), reader.ReadString());
            graph.AddNode(id, new GraphNode(
                words[reader.Read7BitEncodedInt()], words[reader.Read7BitEncodedInt()],
                reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.ReadBoolean(), reader.ReadString()));
        }
    }

    private static void WriteEdges(BinaryWriter writer, ContributionGraph graph, Dictionary<string, int> words, int[] places)
    {
        var edges = graph.Edges.Select(edge => (From: places[edge.Key.From], To: places[edge.Key.To], Type: words[edge.Key.Type], AtMs: edge.Value)).ToArray();
        Array.Sort(edges);
        writer.Write7BitEncodedInt(edges.Length);
        var from = 0;
        foreach (var edge in edges)
        {
            writer.Write7BitEncodedInt(edge.From - from);
            writer.Write7BitEncodedInt(edge.To);
            writer.Write7BitEncodedInt(edge.Type);
            writer.Write7BitEncodedInt64(edge.AtMs);
            from = edge.From;
        }
    }

    private static void ReadEdges(BinaryReader reader, ContributionGraph graph, string[] words)
    {
        var from = 0;
        for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
        {
            from += reader.Read7BitEncodedInt();
            var to = reader.Read7BitEncodedInt();
            graph.AddEdge(words[reader.Read7BitEncodedInt()], from, to, reader.Read7BitEncodedInt64());
        }
    }

    private static void WriteCursors(BinaryWriter writer, ContributionGraph graph)
    {
        writer.Write7BitEncodedInt(graph.Cursors.Count);
        foreach (var (account, seq) in graph.Cursors.OrderBy(cursor => cursor.Key, StringComparer.Ordinal))
        {
            writer.Write(account);
            writer.Write7BitEncodedInt64(seq);
        }
    }

    private static string[] ReadMany(BinaryReader reader, Func<string> read)
    {
        var many = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < many.Length; i++) many[i] = read();
        return many;
    }

    /// <summary>How many characters two ids share at the beginning, without cutting a surrogate pair.</summary>
    private static int SharedBeginning(string a, string b)
    {
        var shared = a.AsSpan().CommonPrefixLength(b);
        return shared > 0 && char.IsHighSurrogate(b[shared - 1]) ? shared - 1 : shared;
    }
}
