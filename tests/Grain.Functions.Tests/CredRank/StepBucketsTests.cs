using Grain.Functions.Benchmarks.CredRank;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Building;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

public sealed class StepBucketsTests
{
    /// <summary>Of a large graph only a part of the buckets is sorted at a time.</summary>
    [Theory]
    [InlineData(120_000, 1)]
    [InlineData(120_000, 3)]
    [InlineData(300_000, 2)]
    [InlineData(1, 2)]
    public void Part_by_part_they_hold_what_they_hold_at_once(int endsPerPart, int threads)
    {
        var graph = BenchmarkGraph.Create(200_000);
        using var scratch = new ScratchArrays();
        using var crew = new SolverThreads(threads);
        var attributions = AttributionSchedule.Create(PersonalAttributions.None, graph, BenchmarkGraph.Epochs);
        var (ends, active) = EdgeEnds.Find(graph, BenchmarkGraph.Epochs, attributions, crew, scratch);
        var items = graph.Contributions.Count + active.Count;

        var whole = new StepBuckets(graph.Edges, ends, new EdgeTally(graph.Edges, ends, items, crew, scratch), crew, scratch);
        var parts =
            new StepBuckets(graph.Edges, ends, new EdgeTally(graph.Edges, ends, items, crew, scratch), crew, scratch, endsPerPart);

        var expected = Read(whole);
        Assert.True(expected.Length > 4);
        Assert.Equal(2 * graph.Edges.Count, expected.Sum(bucket => bucket.Length));
        Assert.Equal(expected, Read(parts));
        Assert.Equal(expected, Read(parts)); // from the first part again
    }

    private static StepEnd[][] Read(StepBuckets buckets)
    {
        var all = new StepEnd[buckets.Count][];
        buckets.Run(bucket => all[bucket] = buckets.Of(bucket).ToArray());
        return all;
    }
}
