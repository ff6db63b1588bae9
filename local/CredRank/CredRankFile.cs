using System.Collections.ObjectModel;
using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Reads.Graphs;
using static Grain.Functions.Cred.CredRank.CredRankFaults;

namespace Grain.Local.CredRank;

/// <summary>
/// The input of <c>grain credrank</c>, its members in any order, or a larger object that holds it as <c>input</c>. What it does not know it
/// skips. Nodes and edges go into the graph as they are read, so that memory holds them once, and no text of theirs twice.
/// </summary>
internal sealed class CredRankFile
{
    internal CredRankFile(InputGraph graph) => (Participants, Contributions, Edges) =
        (new Sink<InputParticipant>(graph.Add), new Sink<InputContribution>(graph.Add), new Sink<InputEdge>(graph.Add));

    /// <summary>What the file says that it is; absent where nobody says so.</summary>
    public string? Format { get; init; }

    /// <summary>The input, where it is part of a larger object.</summary>
    public CredRankFile? Input { get; init; }

    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public Collection<InputParticipant> Participants { get; }

    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public Collection<InputContribution> Contributions { get; }

    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public Collection<InputEdge> Edges { get; }

    public IReadOnlyList<double?>? EpochStarts { get; init; }

    public double? LastEpochEnd { get; init; }

    public InputParameters Parameters { get; init; } = new();

    public InputConvergence Convergence { get; init; } = new();

    public IReadOnlyList<InputGiver?> PersonalAttributions { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="CredRankException">It is no JSON of this form, or its content is refused.</exception>
    public static (CredRankFile File, InputGraph Graph) Read(Stream stream)
    {
        var graph = new InputGraph();
        try
        {
            var file = JsonSerializer.Deserialize<CredRankFile>(stream, Into(graph)) ?? throw new JsonException("It is null.");
            foreach (var format in new[] { file.Format, file.Input?.Format }.OfType<string>()) CheckFormat(format);
            return (file.Input ?? file, graph);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new CredRankException(BadInput, $"The file is no JSON of the form that is asked for: {WordsOf(fault)}");
        }
    }

    /// <summary>A graph of another version would be read as something else than it is.</summary>
    private static void CheckFormat(string format)
    {
        if (format.StartsWith("grain-graph/", StringComparison.Ordinal) && format != GraphJsonFile.Format)
            throw new CredRankException(BadInput, $"The format of the file is {format}; this build of Grain reads {GraphJsonFile.Format}.");
    }

    /// <summary>The library names types of the program, and counts lines from 0.</summary>
    private static string WordsOf(Exception fault)
    {
        if (fault is not JsonException { LineNumber: { } line } json) return fault.Message;
        var place = $"line {line + 1}, byte {json.BytePositionInLine + 1}, at {json.Path ?? "$"}";
        var words = json.Message.Split(" Path: ", 2)[0];
        if (words.StartsWith("'0x1F'", StringComparison.Ordinal) && line == 0) return "it is compressed; unpack it first (gunzip)";
        return words.Contains("could not be converted to", StringComparison.Ordinal) || words.Contains("Grain.", StringComparison.Ordinal)
            ? $"{place}: there is something else than should be" : $"{place}: {words}";
    }

    private static JsonSerializerOptions Into(InputGraph graph)
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        resolver.Modifiers.Add(info =>
        {
            if (info.Type == typeof(CredRankFile)) info.CreateObject = () => new CredRankFile(graph);
        });
        return new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            DefaultBufferSize = 1 << 16,
            TypeInfoResolver = resolver,
            Converters = { new IdReader<NodeId>(id => new NodeId(graph.Nodes.NumberOf(id))), new IdReader<EdgeId>(graph.NewEdge) },
        };
    }

    /// <summary>Takes items as they are read, and keeps none.</summary>
    private sealed class Sink<T>(Action<T> take) : Collection<T>
    {
        protected override void InsertItem(int index, T item) => take(item);
    }

    /// <summary>Reads an id without making a text of it.</summary>
    private sealed class IdReader<T>(IdReader<T>.Take take) : JsonConverter<T>
    {
        public delegate T Take(ReadOnlySpan<byte> id);

        private byte[] text = new byte[256];

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String) throw new JsonException();
            if (reader.ValueSpan.Length > text.Length) text = new byte[2 * reader.ValueSpan.Length];
            return take(text.AsSpan(0, reader.CopyString(text)));
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}

/// <summary>The number of a node's id.</summary>
internal readonly record struct NodeId(int Number);

/// <summary>The number of an edge's id.</summary>
internal readonly record struct EdgeId(int Number);

internal readonly record struct InputParticipant(NodeId? Id = null);

internal readonly record struct InputContribution(NodeId? Id = null, double? Mint = null, double? TimestampMs = null);

internal readonly record struct InputEdge(EdgeId? Id = null, NodeId? Src = null, NodeId? Dst = null, double? ForwardWeight = null,
    double? BackwardWeight = null, double? TimestampMs = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record InputParameters(double? Alpha = 0.1, double? Beta = 0.4, double? GammaForward = 0.1, double? GammaBackward = 0.1);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record InputConvergence(double? Threshold = 1e-9, double? MaxIterations = 255, string? Method = "gauss-seidel");

internal sealed record InputGiver(string From, IReadOnlyList<InputRecipient?>? Recipients = null);

internal sealed record InputRecipient(string To, IReadOnlyList<InputProportion?>? Proportions = null);

internal sealed record InputProportion(double TimestampMs, double Proportion);
