using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.Graph;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>What is too large to be numbered is refused by its counts alone, before there is anything to overflow.</summary>
public class GraphSizeTests
{
    [Theory]
    [InlineData(GraphSize.RowsMost, GraphSize.EndsMost / 2, 0)]
    [InlineData(3, GraphSize.EndsMost / 4, GraphSize.EndsMost / 4)]
    public void What_fits_is_taken(long nodes, long edges, long attributions) => GraphSize.Check(nodes, edges, attributions);

    [Theory]
    [InlineData(GraphSize.RowsMost + 1L, 0, 0, "1000000001 nodes")]
    [InlineData(2L * int.MaxValue, 0, 0, "4294967294 nodes")]
    [InlineData(3, (GraphSize.EndsMost / 2) + 1, 0, "900000001 edges")]
    [InlineData(3, (1 << 30) + 1, 0, "1073741825 edges")]
    [InlineData(3, int.MaxValue, 0, "2147483647 edges")]
    [InlineData(3, int.MaxValue, int.MaxValue, "2147483647 attributions")]
    public void What_does_not_is_refused(long nodes, long edges, long attributions, string told)
    {
        var refusal = Assert.Throws<CredRankException>(() => GraphSize.Check(nodes, edges, attributions));
        Assert.Equal(CredRankFaults.GraphTooLarge, refusal.Kind);
        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_are_rows_of_people_who_do_something_in_too_many_epochs()
    {
        GraphSize.CheckRows(GraphSize.RowsMost - 1, 1);
        Assert.Equal(CredRankFaults.GraphTooLarge,
            Assert.Throws<CredRankException>(() => GraphSize.CheckRows(GraphSize.RowsMost, int.MaxValue)).Kind);
    }

    /// <summary>By a few entries, which hold for ever in a graph of thousands of epochs.</summary>
    [Fact]
    public void So_are_attributions_before_any_is_laid_out()
    {
        var epochs = EpochBoundaries.Weekly(0, 100_000 * 7 * 86_400_000.0);
        var graph = new WeightedGraph(["p"], [], ReadOnlyMemory<double>.Empty,
            new WeightedEdges(default, default, default, default, default));
        var gifts = Enumerable.Repeat(new AttributionRecipient("p", [new(-1e9, 0.25), new(0, 0), new(1e12, 0.5)]), 10_000);
        var refusal = Assert.Throws<CredRankException>(
            () => AttributionSchedule.Create(new PersonalAttributions([new AttributionGiver("p", [.. gifts])]), graph, epochs));
        Assert.Equal(CredRankFaults.GraphTooLarge, refusal.Kind);
        Assert.Contains($"{10_000L * (1 + epochs.Count - epochs.FirstFrom(1e12))} attributions", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Blocks have so many steps or more, and waste a slice of long rows each; long rows waste up to seven of their steps.
    /// </summary>
    [Fact]
    public void With_all_gaps_they_fit_an_array()
    {
        const long Blocks = (GraphSize.EndsMost / (1 << 14)) + 2;
        const long Room = GraphSize.EndsMost + (GraphSize.EndsMost / 65 * 7) + (Blocks * 8 * 64);
        Assert.InRange(Room, 0, Array.MaxLength - 64);
    }
}
