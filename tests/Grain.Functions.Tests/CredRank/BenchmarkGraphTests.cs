using System.Text.Json;
using Grain.Functions.Benchmarks.CredRank;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>The graph of the benchmark is the one in Golden/timing, and its cred is as recorded there.</summary>
public class BenchmarkGraphTests
{
    [Fact]
    public void The_generated_graph_is_the_recorded_one()
    {
        var golden = Golden("graph-10k.json");
        var graph = BenchmarkGraph.Create(10_000);
        var participants = golden.GetProperty("participantCount").GetInt32();
        int Node(string id) =>
            int.Parse(id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) + (id[0] == 'p' ? 0 : participants);

        Assert.Equal(participants, graph.Participants.Count);
        Assert.Equal(golden.GetProperty("contributions").EnumerateArray().Select(c => c[0].GetDouble()), graph.Mints.ToArray());
        foreach (var (edge, e) in golden.GetProperty("edges").EnumerateArray().Select((edge, e) => (edge, e)))
        {
            Assert.Equal(Node(edge[0].GetString()!), graph.Edges.Sources.Span[e]);
            Assert.Equal(Node(edge[1].GetString()!), graph.Edges.Targets.Span[e]);
            Assert.Equal(edge[2].GetDouble(), graph.Edges.ForwardWeights.Span[e]);
            Assert.Equal(edge[3].GetDouble(), graph.Edges.BackwardWeights.Span[e]);
            Assert.Equal(edge[4].GetDouble(), graph.Edges.TimesMs.Span[e]);
        }
    }

    [Fact]
    public void Its_cred_is_as_recorded()
    {
        var output = Golden("graph-10k.json").GetProperty("outputTightConvergence");
        var solution = CredRankSolver.Solve(
            BenchmarkGraph.Create(10_000), BenchmarkGraph.Epochs, new CredRankParameters(),
            options: new CredRankOptions { Threshold = 1e-16 });
        var cred = output.GetProperty("participantCred");
        for (var p = 0; p < solution.Cred.Length; p++)
        {
            var recorded = cred.ValueKind == JsonValueKind.Array ? cred[p] : cred.GetProperty($"p{p}");
            Assert.Equal(recorded.GetDouble(), solution.Cred[p], 1e-9 * recorded.GetDouble());
        }
    }

    [Fact]
    public void Weekly_epochs_are_as_recorded()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", "intervals", "weekly.json");
        foreach (var golden in JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("cases").EnumerateArray())
        {
            var weeks = EpochBoundaries.Weekly(golden.GetProperty("startMs").GetDouble(), golden.GetProperty("endMs").GetDouble());
            Assert.Equal(golden.GetProperty("epochStarts").EnumerateArray().Select(start => start.GetDouble()), weeks.Starts);
            Assert.Equal(golden.GetProperty("lastEpochEnd").GetDouble(), weeks.LastEnd);
        }
    }

    private static JsonElement Golden(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "timing", name))).RootElement;
}
