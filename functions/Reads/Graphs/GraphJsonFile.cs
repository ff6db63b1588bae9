using System.IO.Pipelines;
using System.Text.Encodings.Web;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Epochs.Calculation;

namespace Grain.Functions.Reads.Graphs;

/// <summary>
/// A graph as JSON: what <c>./grain credrank</c> reads, with types, names and flows beside it. Written as it goes, so that memory holds the
/// graph and never its text.
/// </summary>
internal static class GraphJsonFile
{
    /// <summary>What the file says that it is.</summary>
    public const string Format = "grain-graph/1";

    private const int PendingMax = 1 << 16;

    /// <summary>Ids stand as they are.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object.</summary>
    public static async Task WriteAsync(ShownGraph graph, Stream output, CancellationToken cancellation)
    {
        var pipe = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await using var json = new Utf8JsonWriter(pipe, Readable);
        json.WriteStartObject();
        WriteHead(graph, json);
        foreach (var isParticipant in new[] { true, false })
        {
            json.WriteStartArray(isParticipant ? "participants" : "contributions");
            for (var place = 0; place < graph.NodeCount; place++)
            {
                if (graph.Node(place) is var node && node.IsParticipant == isParticipant) Write(node, json);
                await FlushAsync(json, pipe, cancellation);
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("edges");
        for (var place = 0; place < graph.EdgeCount; place++)
        {
            Write(graph, graph.Edge(place), json);
            await FlushAsync(json, pipe, cancellation);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        await pipe.CompleteAsync();
    }

    private static void WriteHead(ShownGraph graph, Utf8JsonWriter json)
    {
        var (epoch, parameters) = (graph.Epoch, graph.Epoch.Config.CredRank.ToParameters());
        json.WriteString("format", Format);
        json.WriteString("space", epoch.Run.Space);
        json.WriteString("epoch", epoch.Run.Epoch.Id);
        json.WriteNumber("calculation", epoch.Run.Calculation);
        json.WriteStartArray("epochs");
        foreach (var each in epoch.Epochs) json.WriteStringValue(each.Id);
        json.WriteEndArray();
        json.WriteStartArray("epochStarts");
        foreach (var each in epoch.Epochs) json.WriteNumberValue(each.Start.ToUnixTimeMilliseconds());
        json.WriteEndArray();
        json.WriteNumber("lastEpochEnd", epoch.Epochs[^1].End.ToUnixTimeMilliseconds());
        json.WriteStartObject("parameters");
        json.WriteNumber("alpha", parameters.Alpha);
        json.WriteNumber("beta", parameters.Beta);
        json.WriteNumber("gammaForward", parameters.GammaForward);
        json.WriteNumber("gammaBackward", parameters.GammaBackward);
        json.WriteEndObject();
        json.WriteStartObject("convergence");
        json.WriteString("method", CredRankMethodNames.Of(CredRanking.MethodOf(epoch.Run.Calculation)));
        json.WriteNumber("threshold", epoch.Defaults.Threshold);
        json.WriteNumber("maxIterations", epoch.Defaults.IterationsMax);
        json.WriteEndObject();
    }

    private static void Write(ShownNode node, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", node.Id);
        if (node.Name is { } name) json.WriteString("name", name);
        if (node.Type is { } type) json.WriteString("type", type);
        if (node.Module is { } module) json.WriteString("module", module);
        if (node.AtMs is { } at) json.WriteNumber("timestampMs", at);
        if (node.Mint is { } mint) json.WriteNumber("mint", mint);
        if (node.Cred is { } cred) json.WriteNumber("cred", cred);
        json.WriteNumber("flow", node.Flow);
        json.WriteEndObject();
    }

    private static void Write(ShownGraph graph, ShownEdge edge, Utf8JsonWriter json)
    {
        var epoch = graph.Epoch.Epochs[edge.Epoch];
        json.WriteStartObject();
        json.WriteString("src", graph.IdOf(edge.From));
        json.WriteString("dst", graph.IdOf(edge.To));
        json.WriteString("type", edge.Type);
        json.WriteString("epoch", epoch.Id);
        json.WriteNumber("timestampMs", edge.AtMs ?? epoch.Start.ToUnixTimeMilliseconds());
        json.WriteNumber("forwardWeight", edge.ForwardWeight);
        json.WriteNumber("backwardWeight", edge.BackwardWeight);
        json.WriteNumber("forwardFlow", edge.ForwardFlow);
        json.WriteNumber("backwardFlow", edge.BackwardFlow);
        json.WriteEndObject();
    }

    private static async ValueTask FlushAsync(Utf8JsonWriter json, PipeWriter pipe, CancellationToken cancellation)
    {
        if (json.BytesPending + pipe.UnflushedBytes < PendingMax) return;
        json.Flush();
        await pipe.FlushAsync(cancellation);
    }
}
