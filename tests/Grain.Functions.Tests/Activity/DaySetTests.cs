using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Streaks;
using Xunit;

namespace Grain.Functions.Tests.Activity;

public sealed class DaySetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_is_a_set_of_days_whatever_their_order(int seed)
    {
        var random = new Random(seed);
        var days = Enumerable.Range(0, 300).Select(_ => 739_000 + random.Next(-2000, 2000)).ToArray();
        var set = DaySet.Of(days);
        Assert.Equal(days.Distinct().Order(), set.Days);
        Assert.Equal(days.Distinct().Count(), set.Count);
        Assert.Equal(days.Max(), set.Last);
        Assert.All(Enumerable.Range(736_990, 4_020), day => Assert.Equal(days.Contains(day), set.Contains(day)));
    }

    [Fact]
    public void A_day_that_is_in_it_changes_nothing()
    {
        var set = DaySet.Empty.With(739_001);
        Assert.Same(set, set.With(739_001));
        Assert.Null(DaySet.Empty.Last);
        Assert.False(DaySet.Empty.Contains(0));
    }

    [Theory]
    [InlineData(new[] { 0, 3_652_058 }, 40)]
    [InlineData(new[] { 0, 1, 739_000, 739_001, 739_600, 3_652_058 }, 150)]
    [InlineData(new[] { 739_000, 739_511 }, 100)]
    [InlineData(new int[0], 4)]
    public void Days_far_apart_take_the_room_of_days_and_come_back(int[] days, int charsMax)
    {
        var set = DaySet.Of(days);
        var shape = (JsonTypeInfo<DaySet>)ActivityJson.Stored.GetTypeInfo(typeof(DaySet))!;
        var text = JsonSerializer.Serialize(set, shape);
        Assert.InRange(text.Length, 1, charsMax);
        var read = JsonSerializer.Deserialize(text, shape)!;
        Assert.Equal((set.Count, set.Last), (read.Count, read.Last));
        Assert.Equal(days, read.Days);
        Assert.Equal(text, JsonSerializer.Serialize(read, shape));
    }

    [Theory]
    [InlineData("\"8:AQ==;0:AQ==\"")]
    [InlineData("\"0:AQ==;9:AQ==\"")]
    [InlineData("\"0:AQ==;\"")]
    [InlineData("\"-8:AQ==\"")]
    [InlineData("\"9999999:AQ==\"")]
    public void What_is_no_set_is_refused(string text) =>
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize(text, (JsonTypeInfo<DaySet>)ActivityJson.Stored.GetTypeInfo(typeof(DaySet))!));

    [Fact]
    public void The_last_day_up_to_one_passes_over_those_after_it()
    {
        var set = DaySet.Of([0, 739_000, 3_652_058]);
        Assert.Equal((3_652_058, 739_000, 0),
            (set.LastUntil(3_652_058)!.Value, set.LastUntil(739_001)!.Value, set.LastUntil(738_999)!.Value));
        Assert.Null(DaySet.Of([739_000]).LastUntil(738_999));
        Assert.Null(DaySet.Empty.LastUntil(1));
    }

    [Fact]
    public void Ten_years_of_every_day_take_less_than_a_kilobyte()
    {
        var account = new ActivityAccount { Days = DaySet.Of(Enumerable.Range(736_000, 3_650)) };
        var text = JsonSerializer.Serialize(account.Days, (JsonTypeInfo<DaySet>)ActivityJson.Stored.GetTypeInfo(typeof(DaySet))!);
        Assert.InRange(text.Length, 1, 1000);
        Assert.Equal(account.Days.Days,
            JsonSerializer.Deserialize(text, (JsonTypeInfo<DaySet>)ActivityJson.Stored.GetTypeInfo(typeof(DaySet))!)!.Days);
    }
}
