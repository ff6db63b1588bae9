using System.Text.Json;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using static Grain.Functions.Cred.CredRank.CredRankFaults;

namespace Grain.Local.CredRank;

/// <summary>
/// Reads the input of <c>grain credrank</c>: an object with <c>participants</c>, <c>contributions</c>, <c>edges</c>,
/// <c>epochStarts</c>, <c>lastEpochEnd</c>, <c>parameters</c>, <c>personalAttributions</c> and <c>convergence</c> in any
/// order, or a larger object that holds it as <c>input</c>. What it does not know it skips.
/// </summary>
internal sealed class CredRankInputReader
{
    private readonly JsonFeed feed;
    private readonly InputGraph graph = new();
    private readonly List<AttributionGiver> givers = [];
    private byte[] text = new byte[256];
    private List<double>? epochStarts;
    private double? lastEpochEnd;
    private CredRankParameters parameters = new();
    private CredRankOptions options = new();

    private CredRankInputReader(Stream stream, Action<long> tellRead) => feed = new JsonFeed(stream, tellRead);

    /// <summary>Reads a file.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="tellRead">Told now and then how many bytes have been read.</param>
    /// <exception cref="CredRankException">It is no JSON of this form, or its content is refused.</exception>
    public static CredRankInput Read(Stream stream, Action<long> tellRead)
    {
        try
        {
            return new CredRankInputReader(stream, tellRead).ReadFile();
        }
        catch (JsonException fault)
        {
            throw new CredRankException(BadInput, $"The file is no JSON: {fault.Message}");
        }
    }

    private CredRankInput ReadFile()
    {
        var reader = feed.Start();
        feed.Next(ref reader);
        ReadInput(ref reader);
        var (graph, dangling) = this.graph.Build();
        return new CredRankInput
        {
            Graph = graph,
            DanglingEdges = dangling,
            Epochs = epochStarts is null ? this.graph.Weeks() : new EpochBoundaries(epochStarts, lastEpochEnd ?? double.NaN),
            Parameters = parameters,
            Attributions = new PersonalAttributions(givers),
            Options = options,
        };
    }

    private void ReadInput(ref Utf8JsonReader reader)
    {
        JsonFeed.Expect(ref reader, JsonTokenType.StartObject, "The input");
        while (feed.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("input"u8)) ReadNested(ref reader);
            else if (reader.ValueTextEquals("participants"u8)) ReadParticipants(ref reader);
            else if (reader.ValueTextEquals("contributions"u8)) ReadContributions(ref reader);
            else if (reader.ValueTextEquals("edges"u8)) ReadEdges(ref reader);
            else if (reader.ValueTextEquals("epochStarts"u8)) ReadEpochStarts(ref reader);
            else if (reader.ValueTextEquals("lastEpochEnd"u8)) lastEpochEnd = feed.NextNumber(ref reader, "lastEpochEnd");
            else if (reader.ValueTextEquals("parameters"u8)) ReadParameters(ref reader);
            else if (reader.ValueTextEquals("convergence"u8)) ReadConvergence(ref reader);
            else if (reader.ValueTextEquals("personalAttributions"u8)) new AttributionReader(feed, givers).Read(ref reader);
            else feed.SkipValue(ref reader);
        }
    }

    private void ReadNested(ref Utf8JsonReader reader)
    {
        feed.Next(ref reader);
        ReadInput(ref reader);
    }

    private void ReadParticipants(ref Utf8JsonReader reader)
    {
        feed.NextValue(ref reader, JsonTokenType.StartArray, "participants");
        for (var index = 0; feed.NextItem(ref reader); index++)
        {
            JsonFeed.Expect(ref reader, JsonTokenType.StartObject, "A participant");
            int? node = null;
            while (feed.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("id"u8)) node = ReadNode(ref reader, "The id of a participant");
                else feed.SkipValue(ref reader);
            }

            this.graph.AddParticipant(node ?? throw Missing("Participant", index, "id"));
        }
    }

    private void ReadContributions(ref Utf8JsonReader reader)
    {
        feed.NextValue(ref reader, JsonTokenType.StartArray, "contributions");
        for (var index = 0; feed.NextItem(ref reader); index++)
        {
            JsonFeed.Expect(ref reader, JsonTokenType.StartObject, "A contribution");
            int? node = null;
            double? mint = null;
            double? time = null;
            while (feed.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("id"u8)) node = ReadNode(ref reader, "The id of a contribution");
                else if (reader.ValueTextEquals("mint"u8)) mint = feed.NextNumber(ref reader, "The mint of a contribution");
                else if (reader.ValueTextEquals("timestampMs"u8)) time = feed.NextNumber(ref reader, "The timestampMs of a contribution");
                else feed.SkipValue(ref reader);
            }

            this.graph.AddContribution(
                node ?? throw Missing("Contribution", index, "id"), mint ?? throw Missing("Contribution", index, "mint"), time);
        }
    }

    private void ReadEdges(ref Utf8JsonReader reader)
    {
        feed.NextValue(ref reader, JsonTokenType.StartArray, "edges");
        for (var index = 0; feed.NextItem(ref reader); index++)
        {
            JsonFeed.Expect(ref reader, JsonTokenType.StartObject, "An edge");
            int? id = null;
            int? source = null;
            int? target = null;
            double? forward = null;
            double? backward = null;
            double? time = null;
            while (feed.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("id"u8)) id = this.graph.NewEdge(ReadText(ref reader, "The id of an edge"));
                else if (reader.ValueTextEquals("src"u8)) source = ReadNode(ref reader, "The src of an edge");
                else if (reader.ValueTextEquals("dst"u8)) target = ReadNode(ref reader, "The dst of an edge");
                else if (reader.ValueTextEquals("forwardWeight"u8)) forward = feed.NextNumber(ref reader, "The forwardWeight of an edge");
                else if (reader.ValueTextEquals("backwardWeight"u8))
                    backward = feed.NextNumber(ref reader, "The backwardWeight of an edge");
                else if (reader.ValueTextEquals("timestampMs"u8)) time = feed.NextNumber(ref reader, "The timestampMs of an edge");
                else feed.SkipValue(ref reader);
            }

            this.graph.AddEdge(
                id,
                source ?? throw Missing("Edge", index, "src"),
                target ?? throw Missing("Edge", index, "dst"),
                (forward ?? throw Missing("Edge", index, "forwardWeight"), backward ?? throw Missing("Edge", index, "backwardWeight")),
                time ?? throw Missing("Edge", index, "timestampMs"));
        }
    }

    private void ReadEpochStarts(ref Utf8JsonReader reader)
    {
        feed.NextValue(ref reader, JsonTokenType.StartArray, "epochStarts");
        epochStarts = [];
        while (feed.NextItem(ref reader)) epochStarts.Add(JsonFeed.NumberOf(ref reader, "An epoch start") ?? double.NaN);
    }

    private void ReadParameters(ref Utf8JsonReader reader)
    {
        feed.NextValue(ref reader, JsonTokenType.StartObject, "parameters");
        while (feed.NextMember(ref reader))
        {
            var name = reader.GetString()!;
            var value = feed.NextNumber(ref reader, name) ?? double.NaN;
            parameters = name switch
            {
                "alpha" => parameters with { Alpha = value },
                "beta" => parameters with { Beta = value },
                "gammaForward" => parameters with { GammaForward = value },
                "gammaBackward" => parameters with { GammaBackward = value },
                _ => throw new CredRankException(BadInput, $"There is no parameter {name}."),
            };
        }
    }

    private void ReadConvergence(ref Utf8JsonReader reader)
    {
        feed.NextValue(ref reader, JsonTokenType.StartObject, "convergence");
        while (feed.NextMember(ref reader))
        {
            var name = reader.GetString()!;
            var value = feed.NextNumber(ref reader, name) ?? double.NaN;
            options = name switch
            {
                "threshold" => options with { Threshold = value },
                "maxIterations" when value is >= 1 and <= int.MaxValue => options with { IterationsMax = (int)value },
                "maxIterations" =>
                    throw new CredRankException(BadConvergence, $"maxIterations is {value}; it must be a whole number, 1 or more."),
                _ => throw new CredRankException(BadInput, $"Convergence has no {name}."),
            };
        }
    }

    private int ReadNode(ref Utf8JsonReader reader, string place) => this.graph.NodeNumber(ReadText(ref reader, place));

    /// <summary>Reads a string as UTF-8; it lasts until the next one is read.</summary>
    private ReadOnlySpan<byte> ReadText(ref Utf8JsonReader reader, string place)
    {
        feed.NextValue(ref reader, JsonTokenType.String, place);
        if (reader.ValueSpan.Length > text.Length) text = new byte[2 * reader.ValueSpan.Length];
        return text.AsSpan(0, reader.CopyString(text));
    }

    private static CredRankException Missing(string kind, int index, string member) =>
        new(BadInput, $"{kind} number {index} has no {member}.");
}
