using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Reads;
using Xunit;

namespace Grain.Functions.Tests.Activity;

public sealed class ForecastTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public void Bug_average_of_active_days_only_the_days_without_savings_count_too()
    {
        var forecast = Of((-13, 7), (-6, 7));
        Assert.Equal((1m, 2), (forecast.DailyAverage, forecast.BasedOnDays));
        Assert.Equal((7m, 30m, 365m), (forecast.Next7Days.Expected, forecast.Next30Days.Expected, forecast.Next365Days.Expected));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bug_one_day_of_data_is_always_up_with_fewer_than_four_active_days_the_trend_is_flat(int active)
    {
        var forecast = Of([.. Enumerable.Range(0, active).Select(day => (-day, 10m))]);
        Assert.Equal((Trend.Flat, active), (forecast.Trend, forecast.BasedOnDays));
        Assert.Null(forecast.Next7Days.Low);
    }

    [Fact]
    public void A_stronger_second_week_is_up_a_weaker_one_down_and_the_same_flat()
    {
        Assert.Equal(Trend.Up, Of((-13, 1), (-12, 1), (-1, 2), (0, 2)).Trend);
        Assert.Equal(Trend.Down, Of((-13, 2), (-12, 2), (-1, 1), (0, 1)).Trend);
        Assert.Equal(Trend.Flat, Of((-13, 1), (-12, 1), (-1, 1.05m), (0, 1)).Trend);
    }

    [Fact]
    public void Only_the_last_14_calendar_days_count_today_included()
    {
        Assert.Equal(0, Of((-14, 100)).DailyAverage);
        Assert.Equal(0, Of((1, 100)).DailyAverage);
        Assert.Equal(1, Of((0, 14)).DailyAverage);
        Assert.Equal(0, Of().BasedOnDays);
    }

    [Fact]
    public void The_interval_is_honest_nine_of_ten_next_weeks_lie_in_it()
    {
        var random = new Random(11);
        var hits = 0;
        const int rounds = 2000;
        for (var round = 0; round < rounds; round++)
        {
            decimal Day() => (decimal)(10 + (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 4);
            var forecast = Of([.. Enumerable.Range(0, 14).Select(day => (-day, Math.Round(Day(), 6)))]);
            var next = Enumerable.Range(0, 7).Sum(_ => Day());
            if (next >= forecast.Next7Days.Low && next <= forecast.Next7Days.High) hits++;
        }

        Assert.InRange((double)hits / rounds, Forecast.Confidence - 0.03, Forecast.Confidence + 0.03);
    }

    [Fact]
    public void The_further_away_the_wider_and_never_below_nothing()
    {
        var forecast = Of((-13, 1), (-9, 30), (-5, 1), (0, 2));
        decimal Width(ForecastRange range) => range.High!.Value - range.Low!.Value;
        Assert.True(Width(forecast.Next7Days) < Width(forecast.Next30Days) && Width(forecast.Next30Days) < Width(forecast.Next365Days));
        Assert.All(new[] { forecast.Next7Days, forecast.Next30Days, forecast.Next365Days },
            range => Assert.True(range.Low >= 0 && range.Low <= range.Expected && range.Expected <= range.High));
    }

    private static Forecast Of(params (int Day, decimal Saved)[] days) => Forecast.Of(
        Today, days.ToDictionary(day => Today.DayNumber + day.Day, day => new DayTotals(1, 1, 0, 0, Dollars.Of(day.Saved), default)));
}
