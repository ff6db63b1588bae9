using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Grain.Functions.SourceCred.Cred;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.Tests.SourceCred.Cred;

/// <summary>An instance of nobody's: files as SourceCred writes them, put together in memory.</summary>
internal sealed class MadeInstance
{
    /// <summary>A Sunday, 00:00 UTC.</summary>
    public const long Sunday = 1_577_577_600_000;

    public const long Week = 7 * 86_400_000L;

    private readonly Dictionary<string, Func<Stream>> files = new(StringComparer.Ordinal);
    private readonly List<(string[] Address, long? At)> nodes = [];
    private readonly List<(string[] Address, string[] From, string[] To, long At)> edges = [];

    public Dictionary<string, double> NodeWeights { get; } = [];

    public Dictionary<string, (double Forwards, double Backwards)> EdgeWeights { get; } = [];

    public static InstancePeople Participants => new(
        [Person("ada", "N\0sourcecred\0github\0USERLIKE\0USER\0ada\0", "N\0sourcecred\0discourse\0user\0forum\0ada\0"), Person("bob",
            "N\0sourcecred\0github\0USERLIKE\0USER\0bob\0"), Person("libs")], new Dictionary<string, string> { ["old-ada"] = "ada" });

    public InstanceFiles Files => new("made", files);

    public static string N(params string[] parts) => $"N\0{string.Concat(parts.Select(part => part + '\0'))}";

    public static string E(params string[] parts) => $"E\0{string.Concat(parts.Select(part => part + '\0'))}";

    public static string[] User(string login) => ["sourcecred", "github", "USERLIKE", "USER", login];

    public static string[] Pull(int number) => ["sourcecred", "github", "PULL", "octo", "mill", $"{number}"];

    /// <summary>A pull request of somebody, at a moment.</summary>
    public MadeInstance With(int pull, string login, long at)
    {
        Node(Pull(pull), at).Node(User(login), null);
        edges.Add((["sourcecred", "github", "AUTHORS", login, $"{pull}"], User(login), Pull(pull), at));
        return this;
    }

    public MadeInstance Node(string[] address, long? at)
    {
        if (nodes.All(node => !node.Address.SequenceEqual(address))) nodes.Add((address, at));
        return this;
    }

    public MadeInstance Edge(string name, string[] from, string[] to, long at)
    {
        edges.Add((["sourcecred", "github", name], from, to, at));
        return this;
    }

    public MadeInstance File(string path, string text, Func<Stream, Stream>? pack = null)
    {
        var bytes = new MemoryStream();
        using (var packed = pack is null ? bytes : pack(bytes)) packed.Write(Encoding.UTF8.GetBytes(text));
        var content = bytes.ToArray();
        files[path] = () => new MemoryStream(content);
        return this;
    }

    /// <summary>Writes what was put together as the graph of a plugin, and begins the next.</summary>
    public MadeInstance Graph(string plugin, Func<Stream, Stream>? pack = null)
    {
        File($"output/graphs/sourcecred/{plugin}/graph", GraphText(), pack);
        nodes.Clear();
        edges.Clear();
        NodeWeights.Clear();
        EdgeWeights.Clear();
        return this;
    }

    public string GraphText(string version = "0.1.0")
    {
        string[][] addresses = [.. nodes.Select(node => node.Address).Concat(edges.SelectMany(edge => new[] { edge.From, edge.To }))
            .DistinctBy(address => N(address)).OrderBy(address => N(address), StringComparer.Ordinal)];
        int IndexOf(string[] address) => Array.FindIndex(addresses, each => each.SequenceEqual(address));
        object[] graph =
        [
            new { type = "sourcecred/graph", version = "0.8.0" },
            new
            {
                edges = edges.Select(edge => new
                {
                    address = edge.Address, dstIndex = IndexOf(edge.To), srcIndex = IndexOf(edge.From), timestampMs = edge.At,
                }),
                nodes = nodes.Select(node => new { description = "é\"\\", index = IndexOf(node.Address), timestampMs = node.At }),
                sortedNodeAddresses = addresses,
            },
        ];
        return JsonSerializer.Serialize(new object[]
        {
            new { type = "sourcecred/weightedGraph", version }, new { graphJSON = graph, weightsJSON = Weights() },
        });
    }

    public string WeightsText() => JsonSerializer.Serialize(Weights());

    public static Stream Zlib(Stream stream) => new ZLibStream(stream, CompressionMode.Compress);

    public static Stream Gzip(Stream stream) => new GZipStream(stream, CompressionMode.Compress);

    private object[] Weights() =>
    [
        new { type = "sourcecred/weights", version = "0.2.0" },
        new
        {
            edgeWeights = EdgeWeights.ToDictionary(each => each.Key,
                each => new { backwards = each.Value.Backwards, forwards = each.Value.Forwards }),
            nodeWeights = NodeWeights,
        },
    ];

    private static InstancePerson Person(string id, params string[] aliases) =>
        new(id, id, N("sourcecred", "core", "IDENTITY", id), aliases);
}
