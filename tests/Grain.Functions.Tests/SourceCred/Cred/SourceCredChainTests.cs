using System.Text.Json;
using Grain.Functions.Benchmarks.CredRank;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;
using Grain.Functions.SourceCred.Cred.Recomputing;
using Grain.Functions.Tests.CredRank;
using Xunit;

namespace Grain.Functions.Tests.SourceCred.Cred;

/// <summary>SourceCred's process as SourceCred has it: its own vectors, its rule of boundaries, and what it loses.</summary>
public sealed class SourceCredChainTests
{
    public static TheoryData<string> Regular =>
        [.. GoldenCase.Names(name => !name.StartsWith("error-") && !name.StartsWith("degenerate-") && !name.Contains("first-epoch")
            && name != "param-alpha-zero")];

    [Theory]
    [MemberData(nameof(Regular))]
    public void Every_vector_comes_out_as_recorded(string name)
    {
        var golden = GoldenCase.Load(name);
        var (graph, epochs) = (golden.Graph(), golden.Epochs());
        var (cred, _) = SourceCredChain.Solve(graph, epochs, golden.Parameters, golden.Attributions(), default);
        var mint = golden.Output.GetProperty("totalMint").GetDouble();
        for (var p = 0; p < graph.Participants.Count; p++)
        {
            var row = golden.Output.GetProperty("participantCredPerEpoch").GetProperty(graph.Participants[p]);
            foreach (var (k, expected) in row.EnumerateArray().Select(each => each.GetDouble()).Index())
                Assert.Equal(expected, cred[(p * epochs.Count) + k], 1e-9 * Math.Max(Math.Abs(expected), 1e-6 * mint));
        }
    }

    /// <summary>SourceCred stops short of the end: what it wrote down then comes out to the last digits.</summary>
    [Fact]
    public void Stopped_where_SourceCred_stops_it_has_the_numbers_that_SourceCred_shows()
    {
        var golden = Path.Combine(AppContext.BaseDirectory, "Golden", "timing", "graph-10k.json");
        var shown = JsonDocument.Parse(File.ReadAllBytes(golden)).RootElement.GetProperty("outputDefaultConvergence")
            .GetProperty("participantCred");
        var epochs = BenchmarkGraph.Epochs;
        var (cred, stopped) = SourceCredChain.Solve(
            BenchmarkGraph.Create(10_000), epochs, new CredRankParameters(), PersonalAttributions.None, default);
        for (var p = 0; p < cred.Length / epochs.Count; p++)
        {
            var expected = (shown.ValueKind == JsonValueKind.Array ? shown[p] : shown.GetProperty($"p{p}")).GetDouble();
            Assert.Equal(expected, stopped.Skip(p * epochs.Count).Take(epochs.Count).Sum(), 1e-11 * expected);
        }

        Assert.NotEqual(cred.Sum(), stopped.Sum(), 1e-9);
    }

    /// <summary>
    /// Two contributions of 1; what the second gives to its author on the start of the first interval is lost. By hand: the flow dies away
    /// by a factor q a step, and so accumulators, which are a step behind, have 1/q of what is paid: all cred is q of the mint. In the
    /// second interval there is what webbing brings, x₁ = (0.1 x₀ + 0.1 x₁) / q.
    /// </summary>
    [Fact]
    public void What_lies_on_the_start_of_the_first_interval_is_lost_as_SourceCred_loses_it()
    {
        var graph = new WeightedGraph(["ada", "bob"], ["c1", "c2"], new double[] { 1, 1 }, Edges(
            [2, 3], [0, 1], [1, 1], [0, 0], [150, 100]));
        var (cred, _) = SourceCredChain.Solve(
            graph, new EpochBoundaries([100, 200], 300), new CredRankParameters(), PersonalAttributions.None, default);
        var q = (cred[0] + cred[1]) / 2;
        Assert.InRange(q, 0.8, 0.9);
        Assert.Equal(0, cred[2] + cred[3], 1e-12);
        Assert.Equal(0.1 / (q - 0.1), cred[1] / cred[0], 1e-9);
    }

    [Fact]
    public void An_edge_on_the_start_of_another_interval_counts_in_the_one_before()
    {
        var graph = new WeightedGraph(["ada"], ["c1"], new double[] { 1 }, Edges(
            [1], [0], [1], [0], [200]));
        var (cred, _) = SourceCredChain.Solve(
            graph, new EpochBoundaries([100, 200, 300], 400), new CredRankParameters(), PersonalAttributions.None, default);
        Assert.True(cred[0] > cred[1] && cred[1] > cred[2]);
    }

    [Fact]
    public void Nothing_that_mints_and_nobody_who_is_reached_are_told()
    {
        var edges = Edges([], [], [], [], []);
        var epochs = new EpochBoundaries([0], 1);
        Assert.Equal(CredRankFaults.NoMintingNodes, Assert.Throws<CredRankException>(() => SourceCredChain.Solve(
            new WeightedGraph(["ada"], ["c"], new double[] { 0 }, edges), epochs, new CredRankParameters(), PersonalAttributions.None,
            default)).Kind);
        Assert.Equal(CredRankFaults.NoParticipantReached, Assert.Throws<CredRankException>(() => SourceCredChain.Solve(
            new WeightedGraph([], ["c"], new double[] { 1 }, edges), epochs, new CredRankParameters(), PersonalAttributions.None,
            default)).Kind);
    }

    private static WeightedEdges Edges(int[] sources, int[] targets, double[] forward, double[] backward, double[] times) =>
        new(sources, targets, forward, backward, times);
}
