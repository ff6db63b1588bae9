using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Cred.Graph;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>
/// What flows in is what flows out is the score; what is behind contributions is what comes from them; cred adds up to cred.
/// </summary>
public sealed class CredExplainerTests
{
    private const double Relative = 1e-6;
    private static readonly CredRankOptions Exact = new() { Threshold = 1e-15, IterationsMax = 20_000, Threads = 1 };

    public static TheoryData<string> Regular() =>
        [.. GoldenCase.Names(name => !name.StartsWith("error", StringComparison.Ordinal) && name is not "degenerate-unreachable")];

    [Theory]
    [MemberData(nameof(Regular))]
    public void Flows_of_golden_graphs_sum_to_the_scores(string name)
    {
        var golden = GoldenCase.Load(name);
        var (graph, epochs, attributions) = (golden.Graph(), golden.Epochs(), golden.Attributions());
        Check(CredRankSolver.Solve(graph, epochs, golden.Parameters, attributions, Exact), graph, epochs, golden.Parameters, attributions);
    }

    [Fact]
    public void Flows_of_random_graphs_sum_to_the_scores() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            var random = RandomGraph.Create(seed);
            Check(random.Solve(), random.ToGraph(), random.Epochs, random.Parameters, random.Attributions);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_flow_comes_back_from_its_bytes_and_damage_is_noticed()
    {
        var random = RandomGraph.Create(7);
        var bytes = random.Solve().ToFlow().Write();
        Assert.Equal(bytes, SettledFlow.Read(bytes).Write());
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => SettledFlow.Read(bytes.AsMemory(0, length)));
        bytes[8] = 2;
        Assert.Contains("format 2", Assert.Throws<InvalidDataException>(() => SettledFlow.Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_flow_of_another_graph_is_refused()
    {
        var (one, other) = (RandomGraph.Create(1), RandomGraph.Create(2));
        Assert.Contains("not of this graph", Assert.Throws<InvalidDataException>(() =>
            new CredExplainer(one.ToGraph(), one.Epochs, one.Parameters, one.Attributions, other.Solve().ToFlow())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_flows_there_is_nothing_to_explain() =>
        Assert.Empty(new CredExplainer(
            Graph([0], (0, 1, 1, 1)),
            new EpochBoundaries([0], 1), new CredRankParameters(), null, SettledFlow.Nothing(1, 1)).Explain(0));

    [Fact]
    public void Endorsement_through_a_contribution_is_told()
    {
        // ada made c0, which mints nothing; bob made c1, which mints 1, and values c0: all that ada has came from bob, through c0.
        var graph = Graph([0, 1], (0, 2, 0, 1), (1, 3, 0.5, 1), (1, 2, 1, 0));
        var epochs = new EpochBoundaries([0], 1);
        var solution = CredRankSolver.Solve(graph, epochs, new CredRankParameters(), null, Exact);

        var flow = Assert.Single(new CredExplainer(graph, epochs, new CredRankParameters(), null, solution.ToFlow()).Explain(0));

        Assert.Equal([(FlowEnd.Contribution, 2), (FlowEnd.EarlierEpoch, -1), (FlowEnd.LaterEpoch, -1)],
            flow.From.Select(part => (part.End, part.Node)));
        Assert.Equal((FlowEnd.Participant, 1), (Assert.Single(flow.Behind).End, flow.Behind[0].Node));
        Assert.Equal(solution.Cred[0], flow.Cred, 1e-9);
    }

    /// <summary>A graph of as many participants as contributions.</summary>
    private static WeightedGraph Graph(double[] mints, params (int From, int To, double Forward, double Backward)[] edges) => new(
        [.. mints.Select((_, index) => $"p{index}")], [.. mints.Select((_, index) => $"c{index}")], mints,
        new WeightedEdges(
            Array.ConvertAll(edges, edge => edge.From), Array.ConvertAll(edges, edge => edge.To),
            Array.ConvertAll(edges, edge => edge.Forward), Array.ConvertAll(edges, edge => edge.Backward), new double[edges.Length]));

    private static void Check(CredSolution solution, WeightedGraph graph, EpochBoundaries epochs, CredRankParameters parameters,
        PersonalAttributions attributions)
    {
        var explainer = new CredExplainer(graph, epochs, parameters, attributions, SettledFlow.Read(solution.ToFlow().Write()));
        var scores = new double[epochs.Count];
        for (var p = 0; p < graph.Participants.Count; p++)
        {
            solution.ScoresOf(p, scores);
            var flows = explainer.Explain(p);
            Assert.Equal(Enumerable.Range(0, epochs.Count).Where(epoch => scores[epoch] != 0), flows.Select(flow => flow.Epoch));
            foreach (var flow in flows)
            {
                Near(scores[flow.Epoch], flow.Score, solution);
                Near(flow.Score, flow.From.Sum(part => part.Flow), solution);
                Near(flow.Score, flow.To.Sum(part => part.Flow), solution);
                Near(flow.Cred, flow.From.Sum(part => part.Cred), solution);
                Near(flow.From.Where(part => part.End == FlowEnd.Contribution).Sum(part => part.Flow), flow.Behind.Sum(part => part.Flow),
                    solution);
            }

            Near(solution.Cred[p], flows.Sum(flow => flow.Cred), solution);
        }
    }

    /// <summary>To a millionth; below a trillionth of all cred the solution itself is not exact to that.</summary>
    private static void Near(double expected, double actual, CredSolution solution) =>
        Assert.InRange(Math.Abs(expected - actual), 0, (Relative * Math.Abs(expected)) + (1e-12 * solution.TotalMint));
}
