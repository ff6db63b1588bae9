using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Scores;
using Grain.Functions.Reads.Leaderboards;
using Grain.Functions.Tests.Storage;
using Xunit;
using static Grain.Functions.Tests.Grants.GrantFixture;

namespace Grain.Functions.Tests.Grants;

/// <summary>
/// What an account takes, so that no sum of several can fail; and that what was taken before there were bounds is lived with.
/// </summary>
public sealed class BoundsTests
{
    private static readonly GrantRules Rules = new();
    private static readonly decimal One = Points.OneMax.ToDecimal();
    private static readonly decimal Most = Points.TotalMax.ToDecimal();

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, true)]
    public void A_grant_is_bounded_and_a_correction_by_what_it_corrects(int sign, bool taken)
    {
        Assert.Equal(taken, Rules.Refuse(Rules.Empty, Grant("g", "ada", sign * One)) is null);
        Assert.NotNull(Rules.Refuse(Rules.Empty, Grant("g", "ada", sign * (One + 0.000001m))));
        Assert.Null(Rules.Refuse(Rules.Empty, Grant("c", "ada", sign * 9_000_000_000_000m, corrects: "g")));
    }

    [Fact]
    public void A_total_is_bounded_and_can_always_come_back()
    {
        var full = Rules.Empty with { Total = Points.TotalMax };
        Assert.NotNull(Rules.Refuse(full, Grant("g", "ada", 0.000001m)));
        Assert.Null(Rules.Refuse(full, Grant("g", "ada", -One)));
        Assert.NotNull(Rules.Refuse(Rules.Empty with { Total = -Points.TotalMax }, Grant("g", "ada", -0.000001m)));
        var of = new SortedDictionary<string, Points>
        {
            [Grant("g", "ada", 1).Category] = Points.TotalMax,
            [Grant("g", "ada", 1).Source] = Points.TotalMax
        };
        foreach (var part in new[] { Rules.Empty with { Categories = of }, Rules.Empty with { Sources = of } })
        {
            Assert.NotNull(Rules.Refuse(part, Grant("g", "ada", 0.000001m)));
            Assert.Null(Rules.Refuse(part, Grant("g", "ada", -1)));
        }

        var extreme = Rules.Empty with { Total = new Points(long.MaxValue) };
        Assert.NotNull(Rules.Refuse(extreme, Grant("g", "ada", 1)));
        Assert.Null(Rules.Refuse(extreme, Grant("g", "ada", -1)));
    }

    [Fact]
    public void Categories_and_sources_are_as_many_as_a_row_holds()
    {
        var full = Rules.Empty with { Categories = Sums(), Sources = Sums() };
        Assert.Contains("categories or sources", Rules.Refuse(full, Grant("g", "ada", 1) with { Category = "one more" }),
            StringComparison.Ordinal);
        Assert.NotNull(Rules.Refuse(full, Grant("g", "ada", 1) with { Category = "n7", Source = "one more" }));
        Assert.Null(Rules.Refuse(full, Grant("g", "ada", 1) with { Category = "n7", Source = "n8" }));

        static SortedDictionary<string, Points> Sums() =>
            new(Enumerable.Range(0, GrantTotals.NamesMax).ToDictionary(i => $"n{i}", _ => Points.Zero), StringComparer.Ordinal);
    }

    [Fact]
    public void Sums_over_people_stay_at_the_end_of_the_range()
    {
        Assert.Equal(Points.Of(9_000_000_000_000), Points.Sum(Enumerable.Repeat(Points.TotalMax, 9)));
        Assert.Equal(new Points(long.MaxValue), Points.Sum([new(long.MaxValue), new(long.MaxValue)]));
        Assert.Equal(new Points(-1), Points.Sum([new(long.MinValue), new(long.MaxValue)]));
        Assert.Equal(new Points(long.MinValue), new Points(long.MinValue).Plus(new(-1)));
        Assert.Equal(new Points(long.MaxValue), -new Points(long.MinValue));
        Assert.True(Points.RangeMax.IsWithin(Points.RangeMax) && !new Points(long.MinValue).IsWithin(Points.RangeMax));
    }

    [Theory]
    [InlineData(1L << 62)]
    [InlineData(-(1L << 62) - 1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_board_keeps_any_amount(long micro)
    {
        var board = new Board(new BoardDays(TimeSpan.Zero, "UTC")) { AsOf = At };
        board.FindOrAdd("eve").Add(board.FirstDay + 1, board.AddWord("c"), board.AddWord("s"), new Points(micro), board.FirstDay);
        board.Find("eve")!.Recomputed = new Points(micro);
        var read = BoardBlob.Read(BoardBlob.Write(board))!.Find("eve")!;
        Assert.Equal((micro, micro, micro), (read.Categories[0].Sum.Micro, read.Cells[0].Micro, read.Recomputed!.Value.Micro));
    }

    [Fact]
    public async Task A_bucket_and_the_total_of_buckets_are_bounded_and_any_order_of_extremes_is_proven()
    {
        var space = new JournalSpace(Azurite.NewName("space-"), 1);
        var buckets = new ScoreBuckets(await Azurite.NewServiceAsync());
        foreach (var (key, micro) in new[] { ("c", long.MinValue + 1), ("a", long.MaxValue), ("b", 5L), ("d", 7L) })
            if (key is "c" or "a") await Assert.ThrowsAsync<OverflowException>(() => WriteAsync(key, micro));
            else await WriteAsync(key, micro);
        // As before there was a bound: part of the buckets, in the order of their keys, is more than can be held.
        var table = (await Azurite.NewServiceAsync()).Table("buckets");
        await foreach (var row in table.QueryAsync(Functions.Storage.Filters.Partition(space.PartitionOf("ada")), default))
        {
            if (row.ContainsKey("MicroTotal")) continue;
            row["MicroPoints"] = long.MaxValue;
            await table.UpdateAsync(row, row.ETag);
        }

        Assert.Contains("(B1)", (await buckets.ProveAsync(space, default)).Fault, StringComparison.Ordinal);

        Task<BucketChange> WriteAsync(string key, long micro) =>
            buckets.WriteAsync(space, new BucketWrite("ada", key, new Points(micro), "c", "s", At), default);
    }

    [Fact]
    public void The_totals_of_activity_live_with_any_points()
    {
        var fact = new ActivityFact { Kind = ActivityKinds.Grant, Id = "g", Caller = "eve", Points = new Points(long.MaxValue) };
        var totals = new ActivityTotals().Add(fact, false, false).Add(fact, false, false);
        Assert.Equal((2L, long.MaxValue), (totals.Contributions, totals.Points.Micro));
    }
}
