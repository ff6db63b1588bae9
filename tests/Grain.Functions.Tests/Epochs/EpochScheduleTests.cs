using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Ledgers.Runs;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

public sealed class EpochScheduleTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Vienna", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"];

    [Theory]
    [InlineData("2026-03-28T23:30:00Z", "2026-03-29", 23)] // the night the clocks go forward
    [InlineData("2026-10-25T12:00:00Z", "2026-10-25", 25)] // and back
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25", 25)]
    [InlineData("2026-10-24T21:59:59Z", "2026-10-24", 24)]
    public void Days_of_a_calendar_begin_at_its_midnight_and_are_as_long_as_its_clocks_say(string moment, string epoch, int hours)
    {
        var day = new EpochSchedule { LengthDays = 1, TimeZone = "Europe/Vienna" }.Containing(Time(moment));
        Assert.Equal((epoch, hours), (day.Id, (day.End - day.Start).TotalHours));
    }

    [Fact]
    public void An_anchor_in_UTC_is_taken_into_the_calendar()
    {
        var schedule = new EpochSchedule { Anchor = new DateTime(2026, 1, 3, 23, 0, 0, DateTimeKind.Utc), TimeZone = "Europe/Vienna" };
        Assert.Equal("2026-01-04", schedule.Containing(Time("2026-01-05T00:00:00Z")).Id);
    }

    [Fact]
    public void After_a_change_of_the_schedule_the_next_epoch_begins_where_the_last_one_ended()
    {
        var week = new EpochSchedule().Containing(Time("2026-11-15T00:00:00Z"));
        var next = new EpochSchedule { LengthDays = 30 }.After(week);
        Assert.Equal((week.End, "2026-11-22"), (next.Start, next.Id));
        Assert.Equal(new EpochSchedule { LengthDays = 30 }.Containing(week.End).End, next.End);
    }

    [Theory]
    [InlineData("2026-11-15T00:00:00Z", "2026-11-15")]
    [InlineData("2026-11-21T23:59:59Z", "2026-11-15")]
    [InlineData("2026-11-22T00:00:00Z", "2026-11-22")]
    [InlineData("1999-12-31T12:00:00Z", "1999-12-26")]
    public void Weeks_begin_on_Sunday_midnight_UTC(string moment, string epoch) =>
        Assert.Equal(epoch, new EpochSchedule().Containing(Time(moment)).Id);

    [Fact]
    public void Every_moment_lies_in_its_epoch_and_epochs_follow_without_gaps() =>
        Prop.ForAll<int, int, int>((days, minutes, length) =>
        {
            var schedule = new EpochSchedule
            {
                LengthDays = (Math.Abs(length % 400)) + 1,
                Anchor = new DateTime(2026, 3, 4, 5, 6, 0, DateTimeKind.Unspecified),
                TimeZone = Zones[Math.Abs(minutes % Zones.Length)]
            };
            var moment = new DateTimeOffset(schedule.Anchor, TimeSpan.Zero).AddDays(days % 20_000).AddMinutes(minutes % 2000);
            var epoch = schedule.Containing(moment);
            var next = schedule.After(epoch);
            return epoch.Start <= moment && moment < epoch.End && next.Start == epoch.End && schedule.Containing(epoch.Start) == epoch
                && string.CompareOrdinal(epoch.Id, next.Id) < 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Stages_follow_each_other_and_nothing_else_does()
    {
        var run =
            new EpochRun { Space = "s", Epoch = new EpochSchedule().Containing(Time("2026-11-15T00:00:00Z")), Stage = EpochStage.Claimed };
        foreach (var from in Enum.GetValues<EpochStage>())
            foreach (var to in Enum.GetValues<EpochStage>())
            {
                var before = run with { Stage = from };
                if (to == from + 1) Assert.Equal(to, before.Enter(to).Stage);
                else Assert.Contains("E1", Assert.Throws<InvalidOperationException>(() => before.Enter(to)).Message,
                    StringComparison.Ordinal);
            }
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
