using System.Text.Json;
using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Epochs;
using Grain.Functions.Reads.Leaderboards;
using Grain.Functions.Spaces.Calendar;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>A zone means the same on every machine; what was stored before that was asked stays readable.</summary>
public sealed class CalendarZoneTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 23, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("UTC", true)]
    [InlineData("Europe/Vienna", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("America/Port-au-Prince", true)]
    [InlineData("Etc/GMT+12", true)]
    [InlineData("CET", true)]
    [InlineData("", false)]
    [InlineData("localtime", false)]
    [InlineData("posixrules", false)]
    [InlineData("Factory", false)]
    [InlineData("right/UTC", false)]
    [InlineData("posix/Europe/Vienna", false)]
    [InlineData("/etc/localtime", false)]
    [InlineData("../zoneinfo/Europe/Vienna", false)]
    [InlineData("Europe/Vienna\n", false)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("UTC-11", false)] // a name of Windows
    [InlineData("Mars/Olympus", false)]
    public void A_zone_has_the_name_that_everybody_knows_it_by(string name, bool isZone)
    {
        Assert.Equal(isZone, CalendarZone.IsName(name));
        var config = Configs.Read($$$"""{"epochs":{"timeZone":{{{JsonSerializer.Serialize(name)}}}}}""");
        Assert.Equal(isZone ? [] : ["$.epochs.timeZone"], config.Check().Select(fault => fault.Path));
    }

    [Fact]
    public void Where_a_stored_zone_is_missing_days_are_those_of_UTC_and_epochs_say_why()
    {
        var schedule = new EpochSchedule { TimeZone = "right/Nowhere" };
        Assert.Equal(new DateOnly(2026, 11, 21), PersonalCalendar.DayOf(At, schedule.TimeZone));
        Assert.Equal(new DateOnly(2026, 11, 21).DayNumber, BoardDays.Of(schedule).Of(At));
        Assert.Contains("right/Nowhere", EpochFailure.Describe(Assert.ThrowsAny<Exception>(() => schedule.Containing(At))),
            StringComparison.Ordinal);
    }
}
