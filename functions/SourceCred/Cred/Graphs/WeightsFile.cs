using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Graphs;

/// <summary>Weights as SourceCred writes them: <c>weights</c> 0.2.0, by themselves or in a graph's file.</summary>
internal static class WeightsFile
{
    private static readonly Dictionary<string, string> Versions = new(StringComparer.Ordinal)
    {
        ["weightedGraph"] = "0.1.0",
        ["graph"] = "0.8.0",
        ["weights"] = "0.2.0",
    };

    /// <summary>Where people write their own.</summary>
    public const string OwnPath = "config/weights.json";

    /// <summary>Longer than whatever holds nothing.</summary>
    private const int NothingMax = 64;

    /// <summary>Takes the weights that people wrote. A file that is empty, or <c>{}</c>, has none.</summary>
    /// <returns>Whether there are any.</returns>
    /// <exception cref="InstanceException">They are of another form or version.</exception>
    public static bool ReadOwn(InstanceFiles files, AddressWeights weights)
    {
        if (files.Find(OwnPath) is not { } path) return false;
        Span<byte> begin = stackalloc byte[NothingMax];
        int length;
        using (var stream = files.Open(path)) length = stream.ReadAtLeast(begin, NothingMax, throwOnEndOfStream: false);
        var text = string.Concat(Encoding.UTF8.GetString(begin[..length]).Where(c => !char.IsWhiteSpace(c)));
        if (length < NothingMax && text is ("" or "{}")) return false;
        using var whole = files.Open(path);
        Read(whole, path, weights);
        return true;
    }

    /// <summary>Takes the weights of a file; each replaces the one that its address has.</summary>
    /// <exception cref="InstanceException">It is of another form or version.</exception>
    public static void Read(Stream stream, string path, AddressWeights weights) => Read(new JsonTokens(stream, path), weights);

    /// <summary>Takes weights that begin with the next token.</summary>
    public static void Read(JsonTokens tokens, AddressWeights weights)
    {
        ReadHeader(tokens, "weights");
        tokens.Expect(JsonTokenType.StartObject);
        for (tokens.Next(); tokens.Type == JsonTokenType.PropertyName; tokens.Next())
        {
            if (tokens.Text.SequenceEqual("nodeWeights"u8)) ReadNodes(tokens, weights);
            else if (tokens.Text.SequenceEqual("edgeWeights"u8)) ReadEdges(tokens, weights);
            else tokens.SkipValue();
        }

        tokens.Expect(JsonTokenType.EndArray);
    }

    /// <summary>Reads <c>[{"type", "version"},</c> and says which of the types it is.</summary>
    public static string ReadHeader(JsonTokens tokens, params ReadOnlySpan<string> types)
    {
        tokens.Expect(JsonTokenType.StartArray);
        tokens.Expect(JsonTokenType.StartObject);
        var (type, version) = ("", "");
        for (tokens.Next(); tokens.Type == JsonTokenType.PropertyName; tokens.Next())
        {
            var isType = tokens.Text.SequenceEqual("type"u8);
            tokens.Expect(JsonTokenType.String);
            if (isType) type = Encoding.UTF8.GetString(tokens.Text);
            else version = Encoding.UTF8.GetString(tokens.Text);
        }

        foreach (var wanted in types)
        {
            if (type != $"sourcecred/{wanted}") continue;
            return version == Versions[wanted] ? wanted
                : throw tokens.Fault($"it is a {type} of version {version}; version {Versions[wanted]} can be read");
        }

        throw tokens.Fault($"it is a {type} {version}, and should be a sourcecred/{types[0]} {Versions[types[0]]}");
    }

    private static void ReadNodes(JsonTokens tokens, AddressWeights weights)
    {
        tokens.Expect(JsonTokenType.StartObject);
        for (tokens.Next(); tokens.Type == JsonTokenType.PropertyName; tokens.Next())
        {
            var address = tokens.Text.ToArray();
            weights.SetNode(address, Weight(tokens, address));
        }
    }

    private static void ReadEdges(JsonTokens tokens, AddressWeights weights)
    {
        tokens.Expect(JsonTokenType.StartObject);
        for (tokens.Next(); tokens.Type == JsonTokenType.PropertyName; tokens.Next())
        {
            var address = tokens.Text.ToArray();
            var (forwards, backwards) = (double.NaN, double.NaN);
            tokens.Expect(JsonTokenType.StartObject);
            for (tokens.Next(); tokens.Type == JsonTokenType.PropertyName; tokens.Next())
            {
                if (tokens.Text.SequenceEqual("forwards"u8)) forwards = Weight(tokens, address);
                else if (tokens.Text.SequenceEqual("backwards"u8)) backwards = Weight(tokens, address);
                else tokens.SkipValue();
            }

            if (double.IsNaN(forwards + backwards)) throw tokens.Fault($"{Shown(address)} lacks forwards or backwards");
            weights.SetEdge(address, forwards, backwards);
        }
    }

    private static double Weight(JsonTokens tokens, byte[] address)
    {
        tokens.Next();
        return tokens.Type == JsonTokenType.Number && double.IsFinite(tokens.Number) ? tokens.Number
            : throw tokens.Fault($"the weight of {Shown(address)} is no number");
    }

    private static string Shown(byte[] address) => string.Join('/', AddressParts.Of(Encoding.UTF8.GetString(address)));
}
