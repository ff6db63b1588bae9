using Grain.Functions.Ledgers.Activities.Streaks;
using Xunit;

namespace Grain.Functions.Tests.Activity;

public sealed class StreakTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly StreakConfig Plain = new();

    [Fact]
    public void Today_is_not_over_so_a_streak_up_to_yesterday_is_alive() => Assert.Equal(3, Of(-3, -2, -1).Current);

    [Fact]
    public void Two_days_without_anything_end_it() => Assert.Equal((0, 3), (Of(-4, -3, -2).Current, Of(-4, -3, -2).Longest));

    [Fact]
    public void Without_any_day_there_is_none() => Assert.Equal(new Streak(0, 0, null, null, 0, 0), Of());

    [Fact]
    public void The_longest_is_remembered_beside_the_current_one()
    {
        var streak = Of(-20, -19, -18, -17, -3, -1, 0);
        Assert.Equal((2, 4, Today, Today.AddDays(-1)), (streak.Current, streak.Longest, streak.LastActive, streak.Since));
    }

    [Fact]
    public void Bug_capped_at_365_a_streak_of_two_years_has_all_its_days() =>
        Assert.Equal(730, Streak.Of(DaySet.Of(Enumerable.Range(Today.DayNumber - 729, 730)), Today, Plain).Current);

    [Theory]
    // clocks go forward on 29 March: 23 hours later is the next evening
    [InlineData("Europe/Vienna", "2026-03-28T23:30:00Z", "2026-03-29T22:30:00Z")]
    [InlineData("Europe/Vienna", "2026-10-24T21:30:00Z", "2026-10-25T22:30:00Z")] // and back on 25 October: 25 hours later
    [InlineData("America/New_York", "2026-03-08T04:30:00Z", "2026-03-09T03:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T12:59:00Z", "2026-04-05T13:29:00Z")] // half an hour
    public void Bug_mixed_time_zones_late_in_the_evening_every_day_is_a_streak_over_a_change_of_clocks(string zone, string first,
        string second)
    {
        var days = new[] { first, second }.Select(at => PersonalCalendar.DayOf(DateTimeOffset.Parse(at, null), zone)).ToArray();
        Assert.Equal(days[0].AddDays(1), days[1]);
        Assert.Equal(2, Streak.Of(DaySet.Of(days.Select(day => day.DayNumber)), days[1], Plain).Current);
    }

    [Fact]
    public void A_day_is_the_persons_own_not_the_servers()
    {
        var at = new DateTimeOffset(2026, 11, 21, 23, 30, 0, TimeSpan.Zero);
        Assert.Equal(
            (21, 22, 21),
            (PersonalCalendar.DayOf(at, "UTC").Day, PersonalCalendar.DayOf(at, "Asia/Tokyo").Day,
                PersonalCalendar.DayOf(at, "America/Los_Angeles").Day));
    }

    [Fact]
    public void Who_flies_east_over_the_date_line_keeps_the_streak()
    {
        // In Honolulu it is the morning of the 18th when the clock is moved to Auckland, where it is the 19th.
        var moved = new DateTimeOffset(2026, 11, 18, 19, 0, 0, TimeSpan.Zero);
        var lost = PersonalCalendar.DaysLost(moved, "Pacific/Honolulu", "Pacific/Auckland").ToHashSet();
        Assert.Equal([new DateOnly(2026, 11, 18).DayNumber], lost);
        var days = DaySet.Of(Enumerable.Range(16, 5).Where(day => day != 18).Select(day => new DateOnly(2026, 11, day).DayNumber));
        Assert.Equal(4, Streak.Of(days, new DateOnly(2026, 11, 20), Plain, lost).Current);
        Assert.Equal(2, Streak.Of(days, new DateOnly(2026, 11, 20), Plain).Current);
    }

    [Fact]
    public void Who_flies_west_has_a_day_twice_and_it_counts_once()
    {
        var moved = new DateTimeOffset(2026, 11, 18, 19, 0, 0, TimeSpan.Zero);
        Assert.Empty(PersonalCalendar.DaysLost(moved, "Pacific/Auckland", "Pacific/Honolulu"));
        // Their last active day lies after today now; the streak is alive.
        Assert.Equal(2, Streak.Of(DaySet.Of([Today.DayNumber, Today.DayNumber + 1]), Today, Plain).Current);
    }

    [Fact]
    public void A_freeze_token_is_earned_by_a_week_and_bridges_one_missed_day()
    {
        var rules = new StreakConfig { FreezeEveryDays = 7, FreezesMax = 1 };
        var days = DaySet.Of(Enumerable.Range(Today.DayNumber - 12, 13).Where(day => day != Today.DayNumber - 3));
        var streak = Streak.Of(days, Today, rules);
        Assert.Equal((12, 0, 1), (streak.Current, streak.FreezesLeft, streak.FreezesUsed));
        Assert.Equal(3, Streak.Of(days, Today, Plain).Current);
    }

    [Fact]
    public void A_freeze_token_also_bridges_yesterday_while_today_is_open()
    {
        var rules = new StreakConfig { FreezeEveryDays = 7, FreezesMax = 1 };
        var days = DaySet.Of(Enumerable.Range(Today.DayNumber - 8, 7));
        Assert.Equal(7, Streak.Of(days, Today, rules).Current);
        Assert.Equal(0, Streak.Of(days, Today, Plain).Current);
        Assert.Equal(0, Streak.Of(days, Today.AddDays(1), rules).Current);
    }

    [Fact]
    public void A_repaired_day_neither_ends_nor_lengthens_a_streak()
    {
        var days = DaySet.Of([Today.DayNumber - 3, Today.DayNumber - 1, Today.DayNumber]);
        Assert.Equal(3, Streak.Of(days, Today, Plain, new HashSet<int> { Today.DayNumber - 2 }).Current);
    }

    private static Streak Of(params int[] days) => Streak.Of(DaySet.Of(days.Select(day => Today.DayNumber + day)), Today, Plain);
}
