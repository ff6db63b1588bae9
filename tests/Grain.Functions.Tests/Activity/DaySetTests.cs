using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Activity;
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

    [Fact]
    public void Ten_years_of_every_day_take_less_than_a_kilobyte()
    {
        var account = new ActivityAccount { Days = DaySet.Of(Enumerable.Range(736_000, 3_650)) };
        var text = JsonSerializer.Serialize(account.Days, (JsonTypeInfo<DaySet>)ActivityJson.Stored.GetTypeInfo(typeof(DaySet))!);
        Assert.InRange(text.Length, 1, 1000);
        Assert.Equal(account.Days.Days, JsonSerializer.Deserialize(text, (JsonTypeInfo<DaySet>)ActivityJson.Stored.GetTypeInfo(typeof(DaySet))!)!.Days);
    }
}
