using Grain.Functions.Cred.Graph;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Graphs;

/// <summary>
/// A file with a <c>weightedGraph</c> 0.1.0, or a <c>graph</c> 0.8.0 by itself. It is read twice: its weights stand behind its edges, and
/// with the weights in hand nothing of an edge's address needs to be kept.
/// </summary>
internal static class GraphFile
{
    private const int NoNode = -1;

    /// <summary>Takes the weights of a file.</summary>
    /// <exception cref="InstanceException">It is of another form or version.</exception>
    public static void ReadWeights(Stream stream, string path, AddressWeights weights)
    {
        var tokens = new JsonTokens(stream, path);
        if (WeightsFile.ReadHeader(tokens, "weightedGraph", "graph") == "graph") return;
        Members(tokens, name =>
        {
            if (name == "weightsJSON") WeightsFile.Read(tokens, weights);
            else tokens.SkipValue();
        });
    }

    /// <summary>Takes the nodes and edges of a file.</summary>
    /// <exception cref="InstanceException">It is of another form or version, or not whole.</exception>
    public static void ReadGraph(Stream stream, string path, AddressWeights weights, InstanceGraph graph)
    {
        var tokens = new JsonTokens(stream, path);
        if (WeightsFile.ReadHeader(tokens, "weightedGraph", "graph") == "graph")
        {
            ReadParts(tokens, weights, graph);
            return;
        }

        Members(tokens, name =>
        {
            if (name != "graphJSON")
            {
                tokens.SkipValue();
                return;
            }

            WeightsFile.ReadHeader(tokens, "graph");
            ReadParts(tokens, weights, graph);
            tokens.Expect(JsonTokenType.EndArray);
        });
    }

    private static void ReadParts(JsonTokens tokens, AddressWeights weights, InstanceGraph graph)
    {
        var (addresses, nodes, firstEdge) = (new Column<int>(), new Column<(int Index, double Time)>(), graph.Sources.Count);
        Members(tokens, name =>
        {
            if (name == "sortedNodeAddresses") Elements(tokens, () => addresses.Add(graph.NumberOf(AddressParts.Read(tokens, 'N'))));
            else if (name == "nodes") Elements(tokens, () => nodes.Add(ReadNode(tokens)));
            else if (name == "edges") Elements(tokens, () => ReadEdge(tokens, weights, graph));
            else tokens.SkipValue();
        });
        int At(int index) => index >= 0 && index < addresses.Count ? addresses[index]
            : throw tokens.Fault($"it names node {index} of {addresses.Count}");
        for (var node = 0; node < nodes.Count; node++) graph.Declare(At(nodes[node].Index), nodes[node].Time);
        for (var edge = firstEdge; edge < graph.Sources.Count; edge++)
            (graph.Sources[edge], graph.Targets[edge]) = (At(graph.Sources[edge]), At(graph.Targets[edge]));
    }

    private static (int Index, double Time) ReadNode(JsonTokens tokens)
    {
        var (index, time) = (NoNode, InstanceGraph.Timeless);
        Object(tokens, name =>
        {
            if (name == "index") index = Whole(tokens);
            else if (name == "timestampMs") time = TimeOrNone(tokens);
            else tokens.SkipValue();
        });
        return (index, time);
    }

    private static void ReadEdge(JsonTokens tokens, AddressWeights weights, InstanceGraph graph)
    {
        var (source, target, time, isNew) = (NoNode, NoNode, InstanceGraph.Timeless, false);
        var weight = (Forwards: 0.0, Backwards: 0.0);
        Object(tokens, name =>
        {
            if (name == "srcIndex") source = Whole(tokens);
            else if (name == "dstIndex") target = Whole(tokens);
            else if (name == "timestampMs") time = TimeOrNone(tokens);
            else if (name == "address")
            {
                tokens.Next();
                var address = AddressParts.Read(tokens, 'E');
                (weight, isNew) = (weights.OfEdge(address), graph.IsNewEdge(address));
            }
            else tokens.SkipValue();
        });
        if (!double.IsFinite(time)) throw tokens.Fault("it has an edge without a time");
        if (!double.IsFinite(weight.Forwards) || !double.IsFinite(weight.Backwards))
            throw tokens.Fault("it has an edge whose weights multiply to no number");
        if (!isNew) return;
        graph.Sources.Add(source);
        graph.Targets.Add(target);
        graph.Forwards.Add(weight.Forwards);
        graph.Backwards.Add(weight.Backwards);
        graph.EdgeTimes.Add(time);
    }

    private static int Whole(JsonTokens tokens)
    {
        tokens.Expect(JsonTokenType.Number);
        return tokens.Number is >= 0 and <= int.MaxValue ? (int)tokens.Number : NoNode;
    }

    private static double TimeOrNone(JsonTokens tokens)
    {
        tokens.Next();
        return tokens.Type == JsonTokenType.Number ? tokens.Number : InstanceGraph.Timeless;
    }

    /// <summary>The members of an object that begins with the next token.</summary>
    private static void Members(JsonTokens tokens, Action<string> take)
    {
        tokens.Next();
        Object(tokens, take);
    }

    /// <summary>The members of an object that has begun.</summary>
    private static void Object(JsonTokens tokens, Action<string> take)
    {
        if (tokens.Type != JsonTokenType.StartObject) throw tokens.Fault($"there is a {tokens.Type} where an object should be");
        for (tokens.Next(); tokens.Type == JsonTokenType.PropertyName; tokens.Next()) take(NameOf(tokens.Text));
    }

    /// <summary>The elements of a list that begins with the next token. Whoever takes one finds its first token.</summary>
    private static void Elements(JsonTokens tokens, Action take)
    {
        tokens.Expect(JsonTokenType.StartArray);
        for (tokens.Next(); tokens.Type != JsonTokenType.EndArray; tokens.Next()) take();
    }

    /// <summary>The names of a graph, without making a text of each.</summary>
    private static string NameOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("address"u8) ? "address" : name.SequenceEqual("srcIndex"u8) ? "srcIndex"
        : name.SequenceEqual("dstIndex"u8) ? "dstIndex" : name.SequenceEqual("timestampMs"u8) ? "timestampMs"
        : name.SequenceEqual("index"u8) ? "index" : name.SequenceEqual("description"u8) ? "description" : Encoding.UTF8.GetString(name);
}
