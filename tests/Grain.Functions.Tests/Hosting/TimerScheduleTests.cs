using Grain.Functions.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

public sealed class TimerScheduleTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 10, 2, 30, TimeSpan.Zero); // a Saturday

    [Theory]
    [InlineData("0 */5 * * * *", "2026-11-21T10:05:00Z")]
    [InlineData("*/5 * * * *", "2026-11-21T10:05:00Z")]
    [InlineData("*/10 * * * * *", "2026-11-21T10:02:40Z")]
    [InlineData("0 0 0 * * 0", "2026-11-22T00:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2028-02-29T00:00:00Z")]
    [InlineData("00:00:30", "2026-11-21T10:03:00Z")]
    public void The_next_firing_is_strictly_later_and_in_UTC(string schedule, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), TimerSchedule.Parse(schedule).After(Time));

    [Fact]
    public void A_firing_time_is_not_its_own_next() =>
        Assert.Equal(Time.AddSeconds(30), TimerSchedule.Parse("*/30 * * * * *").After(Time));

    [Theory]
    [InlineData("0 * * * * *", true)]
    [InlineData("0 0 0 * * 0", true)]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("00:00:59", false)]
    public void Only_timers_of_a_minute_and_more_are_made_up(string schedule, bool expected) =>
        Assert.Equal(expected, TimerSchedule.Parse(schedule).IsWorthMonitoring(Time));

    [Theory]
    [InlineData("")]
    [InlineData("every day")]
    [InlineData("61 * * * * *")]
    [InlineData("* * *")]
    [InlineData("-00:00:01")]
    public void A_schedule_that_is_none_is_refused(string schedule) => Assert.Throws<ManifestException>(() => TimerSchedule.Parse(schedule));

    [Fact]
    public void An_idle_queue_is_asked_less_and_less_often_up_to_the_limit()
    {
        var most = TimeSpan.FromSeconds(2);
        var idle = new IdleWait(most);
        var waits = Enumerable.Range(0, 40).Select(_ => idle.Next()).ToList();
        Assert.All(waits, wait => Assert.InRange(wait, IdleWait.Least * 0.8, most));
        Assert.InRange(waits[2], IdleWait.Least * 4 * 0.8, IdleWait.Least * 4 * 1.2);
        Assert.True(waits[^1] >= most * 0.8);
        idle.Reset();
        Assert.InRange(idle.Next(), IdleWait.Least * 0.8, IdleWait.Least * 1.2);
    }
}
