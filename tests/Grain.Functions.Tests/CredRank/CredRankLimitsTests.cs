using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.Graph;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>What is as large, small, long or lopsided as it can be: the answer is a number that holds, or a refusal.</summary>
public class CredRankLimitsTests
{
    private const double Day = 86_400_000;
    private static readonly EpochBoundaries Two = new([0, 100], 200);
    private static readonly int[] Sources = [2, 2, 3, 3];
    private static readonly int[] Targets = [0, 1, 2, 0];

    [Fact]
    public void The_error_is_known_whatever_the_weights_and_alpha() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = Extreme(RandomGraph.Create(seed), new Random(seed));
        try
        {
            var solution = random.Solve(new CredRankOptions { Threads = 1, StepsPerBlock = 3, IterationsMax = 1000 });
            Assert.InRange(Misplaced(random, solution), 0, solution.ConvergenceDelta + 1e-11);
        }
        catch (CredRankException refusal)
        {
            Assert.Equal(CredRankFaults.NoParticipantReached, refusal.Kind);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    /// <summary>What is paid out is so little that it is lost in the roundings of the whole flow, long before it has settled.</summary>
    [Fact]
    public void What_little_is_paid_out_settles_as_well()
    {
        RandomGraph.Edge[] way = [.. Enumerable.Range(1, 20).Select(i => new RandomGraph.Edge($"c{i}", $"c{i + 1}", 1, 0, 0))];
        var graph = new RandomGraph(["near", "far"], [.. Enumerable.Range(0, 22).Select(i => ($"c{i}", i == 0 ? 1.0 : 0))],
            [new("c0", "c0", 1e15, 0, 0), new("c0", "c1", 1, 0, 0), new("c1", "near", 1, 0, 0), .. way, new("c21", "far", 1, 0, 0)],
            new EpochBoundaries([0], Day), new CredRankParameters());
        var solution = graph.Solve(new CredRankOptions { Threads = 1, IterationsMax = 1000 });
        Assert.InRange(Misplaced(graph, solution), 0, 1e-9);
        Assert.InRange(solution.Cred[1], 0.05, 0.5);
    }

    [Theory]
    [InlineData(1e-9, 0.4, 0, 0)]
    [InlineData(1e-300, 0.4, 0.1, 0.1)]
    [InlineData(1e-310, 0.4, 0, 0)]
    [InlineData(double.Epsilon, 0.4, 0.2, 0)]
    [InlineData(0.999999, 1e-6, 0, 0)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, 1e-17, 0, 0)]
    [InlineData(0.5, 1e-300, 0.25, 0.2)]
    [InlineData(0, 1e-16, 0.5, 0.4999999999999999)]
    public void Any_parameters_give_numbers(double alpha, double beta, double forward, double backward)
    {
        var solution = Solve(Graph(weight: 1, mint: 1), new CredRankParameters(alpha, beta, forward, backward));
        Assert.Equal(2, solution.Cred.ToArray().Sum(), 1e-9);
        AssertNumbers(solution);
    }

    [Theory]
    [InlineData(double.Epsilon, 1)]
    [InlineData(1e-300, 1e-300)]
    [InlineData(1e300, 1e300)]
    [InlineData(1, double.Epsilon)]
    [InlineData(1e300, 1e-300)]
    public void Any_weights_and_mints_give_numbers(double weight, double mint) =>
        AssertNumbers(Solve(Graph(weight, mint), new CredRankParameters()));

    [Fact]
    public void What_a_double_cannot_tell_from_nothing_or_hold_is_refused()
    {
        foreach (var beta in (double[])[double.Epsilon, 1e-310])
            AssertRefused(CredRankFaults.NoParticipantReached, () => Solve(Graph(1, 1), new CredRankParameters(0.1, beta, 0, 0)));
        AssertRefused(CredRankFaults.BadNodeWeight, () => Solve(Graph(1, 8e307), new CredRankParameters()));
        foreach (var (forward, backward) in ((double, double)[])[(1, 0), (0, 1), (0.5, 0.5)])
            AssertRefused(CredRankFaults.NoParticipantReached,
                () => Solve(Graph(1, 1), new CredRankParameters(0, 1e-17, forward, backward)));
    }

    [Fact]
    public void Parameters_that_leave_nothing_to_pay_out_are_refused_where_they_are_set()
    {
        var config = new CredRankConfig { Alpha = 0, Beta = 1e-17, GammaForward = 0.5, GammaBackward = 0.5 };
        Assert.Equal([("$.credRank", "gammaForward and gammaBackward must be below 1 together")], config.Check("$.credRank"));
    }

    /// <summary>Looked at step by step, a way of this length would take as many rounds as it has steps.</summary>
    [Fact]
    public void Without_alpha_a_long_way_is_looked_over_once()
    {
        const int Length = 60_000;
        var way = Enumerable.Range(1, Length).ToArray();
        var graph = new WeightedGraph(["p"], [.. way.Select(i => $"c{i}")], way.Select(_ => 1.0).ToArray(), new WeightedEdges(
            way, way.Select(i => i % Length == 0 ? 0 : i + 1).ToArray(), way.Select(_ => 1.0).ToArray(), new double[Length],
            new double[Length]));
        var solution = CredRankSolver.Solve(graph, Two, new CredRankParameters(0, 1, 0, 0),
            options: new CredRankOptions { IterationsMax = 3, Threads = 1 });
        Assert.Equal(Length, solution.Cred[0], 1e-6);
    }

    private static double Misplaced(RandomGraph graph, CredSolution solution) => ExactShares.Of(graph)
        .Zip(solution.Cred.ToArray(), (share, cred) => Math.Abs(share - (cred / solution.TotalMint))).Sum() / 2;

    private static RandomGraph Extreme(RandomGraph graph, Random random)
    {
        var most = random.Next(3) switch { 0 => 3, 1 => 15, _ => 150 };
        double Factor() => Math.Pow(10, random.Next(-most, most + 1));
        var epochs = random.Next(1, 5);
        var alpha = random.Next(2) == 0 ? graph.Parameters.Alpha : Math.Pow(10, -random.Next(1, 12));
        var rest = (1 - alpha) / (1 - graph.Parameters.Alpha) * 0.999999;
        return graph with
        {
            Edges = [.. graph.Edges.Select(edge => edge with { Forward = edge.Forward * Factor(), Backward = edge.Backward * Factor() })],
            Contributions = [.. graph.Contributions.Select(each => (each.Id, each.Mint * Factor()))],
            Epochs = new EpochBoundaries(Enumerable.Range(0, epochs).Select(epoch => epoch * Day), epochs * Day),
            Parameters = new CredRankParameters(alpha, graph.Parameters.Beta * rest, graph.Parameters.GammaForward * rest,
                graph.Parameters.GammaBackward * rest),
        };
    }

    /// <summary>Two people, two contributions of which one answers the other, in two epochs.</summary>
    private static WeightedGraph Graph(double weight, double mint) => new(["p", "q"], ["c", "d"], new[] { mint, mint },
        new WeightedEdges(Sources, Targets, Enumerable.Repeat(weight, 4).ToArray(),
            Enumerable.Repeat(weight, 4).ToArray(), new double[] { 5, 5, 5, 105 }));

    private static CredSolution Solve(WeightedGraph graph, CredRankParameters parameters) =>
        CredRankSolver.Solve(graph, Two, parameters, options: new CredRankOptions { IterationsMax = 1000, Threads = 1 });

    private static void AssertNumbers(CredSolution solution) => Assert.All(
        [solution.SeedScore, solution.ConvergenceDelta, .. solution.Cred, .. solution.ContributionScores, .. solution.CredPerEpoch()],
        number => Assert.InRange(number, 0, double.MaxValue));

    private static void AssertRefused(string kind, Func<object> act) => Assert.Equal(kind, Assert.Throws<CredRankException>(act).Kind);
}
