using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Reads;
using Xunit;

namespace Grain.Functions.Tests.Activity;

public sealed class HeatmapTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void Four_different_days_have_four_levels() => Assert.Equal([1, 0, 2, 3, 4], Levels(1, 0, 5, 9, 100));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(365)]
    public void Bug_equal_counts_all_on_level_1_they_stand_in_the_middle(int days) =>
        Assert.All(Levels([.. Enumerable.Repeat(5L, days)]), level => Assert.Equal(3, level));

    [Fact]
    public void Equal_counts_share_one_level_and_the_fair_one()
    {
        Assert.Equal([2, 2, 2, 4], Levels(2, 2, 2, 7));
        Assert.Equal([1, 3, 3, 3], Levels(1, 7, 7, 7));
    }

    [Fact]
    public void More_is_never_paler_and_a_quarter_of_different_days_has_each_level()
    {
        var random = new Random(5);
        for (var round = 0; round < 12; round++)
        {
            var counts = Enumerable.Range(0, random.Next(1, 366)).Select(_ => (long)random.Next(0, 12)).ToArray();
            var levels = Levels(counts);
            foreach (var (count, level) in counts.Zip(levels))
            {
                Assert.Equal(count == 0, level == 0);
                Assert.InRange(level, 0, 4);
                Assert.All(counts.Zip(levels), other => Assert.True(other.First < count || other.Second >= level));
            }
        }

        var distinct = Levels([.. Enumerable.Range(1, 100).Select(count => (long)count)]);
        Assert.All(Enumerable.Range(1, 4), level => Assert.Equal(25, distinct.Count(each => each == level)));
    }

    [Fact]
    public void Every_day_of_the_range_is_there_with_its_counts_and_savings()
    {
        var totals = new Dictionary<int, DayTotals>
        {
            [First.DayNumber + 1] = new(3, 2, 1, 500, Dollars.Of(0.5m), Dollars.Of(1)),
            [First.DayNumber + 400] = new(1, 1, 0, 0, default, default)
        };
        var days = Heatmap.Of(First, 3, totals);
        Assert.Equal([First, First.AddDays(1), First.AddDays(2)], days.Select(day => day.Date));
        Assert.Equal(new HeatmapDay(First.AddDays(1), 3, 500, Dollars.Of(0.5m), 3), days[1]);
        Assert.Equal([0L, 3, 0], days.Select(day => day.Count));
    }

    private static int[] Levels(params long[] counts)
    {
        var totals =
            counts.Index().ToDictionary(each => First.DayNumber + each.Index, each => default(DayTotals) with { Events = each.Item });
        return [.. Heatmap.Of(First, counts.Length, totals).Select(day => day.Level)];
    }
}
