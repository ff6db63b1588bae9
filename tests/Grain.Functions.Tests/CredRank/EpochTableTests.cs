using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Benchmarks.CredRank;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.Graph;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>By a table or by sorting, participants are active in the same epochs, and edges end at the same items.</summary>
public class EpochTableTests
{
    [Fact]
    public void A_table_gives_what_sorting_gives() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = RandomGraph.Create(seed);
        AssertSame(random.ToGraph(), random.Epochs, random.Attributions, threads: 1);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void So_it_does_by_several_threads(int threads) =>
        AssertSame(BenchmarkGraph.Create(140_000), BenchmarkGraph.Epochs, PersonalAttributions.None, threads);

    private static void AssertSame(WeightedGraph graph, EpochBoundaries epochs, PersonalAttributions attributions, int threads)
    {
        using var crew = new SolverThreads(threads);
        using var scratch = new ScratchArrays();
        var schedule = AttributionSchedule.Create(attributions, graph, epochs);
        var (sorted, expected) = EdgeEnds.Find(graph, epochs, schedule, crew, scratch, byTable: false);
        var (tabled, active) = EdgeEnds.Find(graph, epochs, schedule, crew, scratch, byTable: true);
        for (var participant = 0; participant < graph.Participants.Count; participant++)
            Assert.Equal(expected.EpochsOf(participant), active.EpochsOf(participant));
        Assert.Equal(Items(sorted), Items(tabled));

        // What has no weight is no end of a step.
        IEnumerable<(int, int)> Items(EdgeEnds ends)
        {
            _ = new EdgeTally(graph.Edges, ends, graph.Contributions.Count + active.Count, crew, scratch);
            return [.. Enumerable.Range(0, graph.Edges.Count)
                .Where(e => graph.Edges.ForwardWeights.Span[e] + graph.Edges.BackwardWeights.Span[e] > 0)
                .Select(e => (ends.Sources[e], ends.Targets[e]))];
        }
    }
}
