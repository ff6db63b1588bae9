using System.Text.Json;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Tests.CredRank;

/// <summary>A case of Golden/credrank, read independently of the product's own reader.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement input;

    private GoldenCase(string path)
    {
        Path = path;
        var root = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        input = root.GetProperty("input");
        Output = root.GetProperty("output");
    }

    public string Path { get; }

    public JsonElement Output { get; }

    public static string Folder => System.IO.Path.Combine(AppContext.BaseDirectory, "Golden", "credrank");

    public static GoldenCase Load(string name) => new(System.IO.Path.Combine(Folder, name + ".json"));

    public static IEnumerable<string> Names(Func<string, bool> which) =>
        Directory.EnumerateFiles(Folder, "*.json").Select(path => System.IO.Path.GetFileNameWithoutExtension(path)!).Where(which).Order();

    public CredRankParameters Parameters
    {
        get
        {
            var values = input.GetProperty("parameters");
            double Value(string name) => values.GetProperty(name).GetDouble();
            return new CredRankParameters(Value("alpha"), Value("beta"), Value("gammaForward"), Value("gammaBackward"));
        }
    }

    public CredRankOptions Options => new()
    {
        Threshold = input.GetProperty("convergence").GetProperty("threshold").GetDouble(),
        IterationsMax = input.GetProperty("convergence").GetProperty("maxIterations").GetInt32(),
        Threads = 1,
    };

    public EpochBoundaries Epochs()
    {
        var end = input.GetProperty("lastEpochEnd");
        var starts = input.GetProperty("epochStarts").EnumerateArray().Select(start => start.GetDouble());
        return new EpochBoundaries(starts, end.ValueKind == JsonValueKind.Null ? double.NaN : end.GetDouble());
    }

    public WeightedGraph Graph()
    {
        var participants = Ids("participants");
        var contributions = Ids("contributions");
        var nodes = participants.Concat(contributions).Select((id, index) => (id, index)).ToDictionary(pair => pair.id, pair => pair.index);
        var edges = input.GetProperty("edges").EnumerateArray()
            .Where(edge => nodes.ContainsKey(Text(edge, "src")) && nodes.ContainsKey(Text(edge, "dst")))
            .ToArray();
        return new WeightedGraph(
            participants,
            contributions,
            Numbers(input.GetProperty("contributions").EnumerateArray(), "mint"),
            new WeightedEdges(
                edges.Select(edge => nodes[Text(edge, "src")]).ToArray(),
                edges.Select(edge => nodes[Text(edge, "dst")]).ToArray(),
                Numbers(edges, "forwardWeight"),
                Numbers(edges, "backwardWeight"),
                Numbers(edges, "timestampMs")));
    }

    public PersonalAttributions Attributions() => new(
        [.. input.GetProperty("personalAttributions").EnumerateArray().Select(giver => new AttributionGiver(
            Text(giver, "from"),
            [.. giver.GetProperty("recipients").EnumerateArray().Select(recipient => new AttributionRecipient(
                Text(recipient, "to"),
                [.. recipient.GetProperty("proportions").EnumerateArray().Select(entry => new AttributionProportion(
                    entry.GetProperty("timestampMs").GetDouble(), entry.GetProperty("proportion").GetDouble()))]))]))]);

    public CredSolution Solve(CredRankOptions? options = null) =>
        CredRankSolver.Solve(Graph(), Epochs(), Parameters, Attributions(), options ?? Options);

    private string[] Ids(string name) => [.. input.GetProperty(name).EnumerateArray().Select(node => Text(node, "id"))];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double[] Numbers(IEnumerable<JsonElement> elements, string name) =>
        [.. elements.Select(element => element.GetProperty(name).GetDouble())];
}
