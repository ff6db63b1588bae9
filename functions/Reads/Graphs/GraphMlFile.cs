using System.Xml;

namespace Grain.Functions.Reads.Graphs;

/// <summary>
/// A graph as GraphML, for Gephi, NetworkX, igraph and others. Nodes are numbered, since an id of GraphML has no slashes; what they are
/// called in Grain is their <c>label</c>. Written as it goes.
/// </summary>
internal static class GraphMlFile
{
    /// <summary>Its media type.</summary>
    public const string Media = "application/graphml+xml";

    private const int PendingMax = 1 << 16;
    private const string Namespace = "http://graphml.graphdrawing.org/xmlns";
    private const string Schema = "http://www.w3.org/2001/XMLSchema-instance";
    private const string Text = "string";
    private const string Number = "double";

    /// <summary>What nodes and edges have, as names of GraphML with their types.</summary>
    private static readonly (string For, string Name, string Type)[] Keys =
    [
        ("graph", "space", Text), ("graph", "epoch", Text),
        ("node", "label", Text), ("node", "kind", Text), ("node", "displayName", Text), ("node", "type", Text), ("node", "module", Text),
        ("node", "at", Text), ("node", "mint", Number), ("node", "cred", Number), ("node", "flow", Number),
        ("edge", "type", Text), ("edge", "epoch", Text), ("edge", "at", Text), ("edge", "weight", Number),
        ("edge", "forwardWeight", Number), ("edge", "backwardWeight", Number), ("edge", "forwardFlow", Number),
        ("edge", "backwardFlow", Number),
    ];

    /// <summary>Writes the document.</summary>
    public static async Task WriteAsync(ShownGraph graph, Stream output, CancellationToken cancellation)
    {
        using var pending = new MemoryStream(2 * PendingMax);
        using var xml = XmlWriter.Create(pending, new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false),
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Entitize,
        });
        WriteHead(graph, xml);
        for (var place = 0; place < graph.NodeCount; place++)
        {
            Write(place, graph.Node(place), xml);
            if (pending.Length > PendingMax) await FlushAsync(pending, output, cancellation);
        }

        for (var place = 0; place < graph.EdgeCount; place++)
        {
            Write(graph, place, graph.Edge(place), xml);
            if (pending.Length > PendingMax) await FlushAsync(pending, output, cancellation);
        }

        xml.WriteEndDocument();
        xml.Flush();
        await FlushAsync(pending, output, cancellation);
    }

    private static void WriteHead(ShownGraph graph, XmlWriter xml)
    {
        xml.WriteStartDocument();
        xml.WriteStartElement("graphml", Namespace);
        xml.WriteAttributeString("xmlns", "xsi", null, Schema);
        xml.WriteAttributeString("xsi", "schemaLocation", Schema, $"{Namespace} {Namespace}/1.0/graphml.xsd");
        foreach (var (owner, name, type) in Keys)
        {
            xml.WriteStartElement("key", Namespace);
            xml.WriteAttributeString("id", $"{owner}-{name}");
            xml.WriteAttributeString("for", owner);
            xml.WriteAttributeString("attr.name", name);
            xml.WriteAttributeString("attr.type", type);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("graph", Namespace);
        xml.WriteAttributeString("id", "G");
        xml.WriteAttributeString("edgedefault", "directed");
        Data(xml, "graph-space", graph.Epoch.Run.Space);
        Data(xml, "graph-epoch", graph.Epoch.Run.Epoch.Id);
    }

    private static void Write(int place, ShownNode node, XmlWriter xml)
    {
        xml.WriteStartElement("node", Namespace);
        xml.WriteAttributeString("id", $"n{place}");
        Data(xml, "node-label", node.Id);
        Data(xml, "node-kind", node.IsParticipant ? GraphNodeAnswer.Participant : GraphNodeAnswer.Contribution);
        Data(xml, "node-displayName", node.Name);
        Data(xml, "node-type", node.Type);
        Data(xml, "node-module", node.Module);
        Data(xml, "node-at", Time(node.AtMs));
        Data(xml, "node-mint", node.Mint);
        Data(xml, "node-cred", node.Cred);
        Data(xml, "node-flow", node.Flow);
        xml.WriteEndElement();
    }

    private static void Write(ShownGraph graph, int place, ShownEdge edge, XmlWriter xml)
    {
        xml.WriteStartElement("edge", Namespace);
        xml.WriteAttributeString("id", $"e{place}");
        xml.WriteAttributeString("source", $"n{edge.From}");
        xml.WriteAttributeString("target", $"n{edge.To}");
        Data(xml, "edge-type", edge.Type);
        Data(xml, "edge-epoch", graph.Epoch.Epochs[edge.Epoch].Id);
        Data(xml, "edge-at", Time(edge.AtMs));
        Data(xml, "edge-weight", edge.ForwardWeight + edge.BackwardWeight);
        Data(xml, "edge-forwardWeight", edge.ForwardWeight);
        Data(xml, "edge-backwardWeight", edge.BackwardWeight);
        Data(xml, "edge-forwardFlow", edge.ForwardFlow);
        Data(xml, "edge-backwardFlow", edge.BackwardFlow);
        xml.WriteEndElement();
    }

    private static string? Time(long? ms) => ms is { } known ? XmlConvert.ToString(DateTimeOffset.FromUnixTimeMilliseconds(known)) : null;

    private static void Data(XmlWriter xml, string key, double? value)
    {
        if (value is { } number) Data(xml, key, XmlConvert.ToString(number));
    }

    private static void Data(XmlWriter xml, string key, string? value)
    {
        if (value is null) return;
        xml.WriteStartElement("data", Namespace);
        xml.WriteAttributeString("key", key);
        xml.WriteString(LegalXml.Of(value));
        xml.WriteEndElement();
    }

    private static async Task FlushAsync(MemoryStream pending, Stream output, CancellationToken cancellation)
    {
        await output.WriteAsync(pending.GetBuffer().AsMemory(0, (int)pending.Length), cancellation);
        pending.SetLength(0);
    }
}
