using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank.Chains;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>What holds for every graph.</summary>
public class CredRankPropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(200);

    [Fact]
    public void The_whole_process_written_out_gives_the_same_scores() => ForAllGraphs(random =>
    {
        var solution = random.Solve();
        var process = new ProcessGraph(random.ToGraph(), random.Epochs, random.Parameters, random.Attributions);
        var nodes = (int)process.NodeCount;
        var uniform = Enumerable.Repeat(1.0 / nodes, nodes).ToArray();
        var (stationary, _, _, _) =
            SparseMarkovChain.FromSteps(nodes, process.Transitions()).FindStationary(uniform, uniform, 0, 1e-16, 20_000);
        var scale = solution.SeedScore / stationary[0];

        var epochs = random.Epochs.Count;
        var row = new double[epochs];
        for (var p = 0; p < random.Participants.Length; p++)
        {
            solution.ScoresOf(p, row);
            for (var k = 0; k < epochs; k++)
                AssertNear(stationary[1 + random.Contributions.Length + (p * epochs) + k] * scale, row[k], solution.TotalMint);
        }

        for (var c = 0; c < random.Contributions.Length; c++)
            AssertNear(stationary[1 + c] * scale, solution.ContributionScores[c], solution.TotalMint);
    });

    [Fact]
    public void Cred_adds_up_to_the_mint_at_any_threshold() => ForAllGraphs(random =>
    {
        var solution = random.Solve(new CredRankOptions { Threshold = 1e-2 });
        var cred = solution.Cred.ToArray().Sum();
        Assert.Equal(solution.TotalMint, cred, 1e-12 * solution.TotalMint);
        Assert.Equal(cred, solution.CredPerEpoch().Sum(), 1e-12 * solution.TotalMint);
    });

    [Fact]
    public void The_order_of_nodes_and_edges_does_not_matter() => ForAllGraphs(random =>
    {
        var (solution, shuffled) = (random.Solve(), random.Shuffle(7).Solve());
        for (var p = 0; p < random.Participants.Length; p++)
            AssertNear(solution.Cred[p], shuffled.Cred[shuffled.Graph.Participants.ToList().IndexOf(random.Participants[p])],
                solution.TotalMint);
    });

    [Fact]
    public void Twice_the_mint_is_twice_the_cred() => ForAllGraphs(random =>
    {
        var solution = random.Solve();
        var doubled = (random with { Contributions = [.. random.Contributions.Select(c => (c.Id, 2 * c.Mint))] }).Solve();
        for (var p = 0; p < random.Participants.Length; p++) Assert.Equal(2 * solution.Cred[p], doubled.Cred[p]);
    });

    [Fact]
    public void Stages_know_how_far_they_are_off_and_give_the_same_bits_on_any_number_of_threads() => ForAllGraphs(StagesHold);

    /// <summary>A graph in which roundings go on as long as one sweeps.</summary>
    [Fact]
    public void Stages_end_where_only_roundings_change() => StagesHold(RandomGraph.Create(2043590940));

    private static void StagesHold(RandomGraph random)
    {
        var exact = random.Solve(new CredRankOptions { Method = CredRankMethod.Power, Threshold = 1e-15, IterationsMax = 20_000 });
        foreach (var threshold in (double[])[0.1, 1e-4, 1e-12])
        {
            var options = new CredRankOptions { Threshold = threshold, IterationsMax = 20_000, StepsPerBlock = 2, Threads = 1 };
            var solution = random.Solve(options);
            Assert.True(solution.Converged);
            var elsewhere = solution.Cred.ToArray().Zip(exact.Cred.ToArray(), (one, other) => Math.Abs(one - other)).Sum() / 2;
            Assert.InRange(elsewhere, 0, (solution.ConvergenceDelta + 1e-11) * solution.TotalMint);
            Assert.All(solution.Cred.ToArray(), cred => Assert.True(cred >= 0));
            foreach (var threads in (int[])[2, 4]) Assert.Equal(solution.Cred, random.Solve(options with { Threads = threads }).Cred);
        }
    }

    private static void ForAllGraphs(Action<RandomGraph> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => property(RandomGraph.Create(seed))).Check(Runs);

    private static void AssertNear(double expected, double actual, double mint) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Max(Math.Abs(expected), 1e-2 * mint), $"expected {expected}, got {actual}");
}
