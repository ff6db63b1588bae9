using System.Globalization;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Tests.Grants;
using Grain.Local.Histories;
using Xunit;

namespace Grain.Functions.Tests.Local.Histories;

public sealed class ImportedWorkTests
{
    [Theory]
    [InlineData("2019-03-02", "2019-03-02:5 2020-01-01:5", 0)]
    [InlineData("2019-03-02", "1970-01-01:1 2019-03-02:5", 1)] // a clock that was never set
    [InlineData("2019-03-02", "1970-01-01:3 1979-12-31:3 2019-03-02:5", 6)]
    [InlineData("1971-11-03", "1971-11-03:5 1973-01-01:9 1974-12-01:1 1976-10-01:3 1978-09-01:2 1980-01-01:9", 0)] // there were such
    [InlineData("2001-01-01", "2001-01-01:1 2019-03-02:98", 0)] // one in a hundred may be the beginning of it
    [InlineData("2019-03-02", "2001-01-01:1 2019-03-02:99", 1)]
    [InlineData("2019-03-02", "1970-01-01:1 2001-01-01:1 2019-03-02:300", 2)]
    [InlineData("2018-03-02", "2018-03-02:1 2019-03-02:500", 0)] // no gap
    [InlineData("1970-01-01", "1970-01-01:2", 0)]
    [InlineData(null, "", 0)]
    public void A_history_begins_after_what_a_wrong_clock_dated(string? first, string made, long odd)
    {
        var work = new ImportedWork();
        foreach (var day in made.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(day => day.Split(':')).Reverse())
            for (var i = 0; i < int.Parse(day[1], CultureInfo.InvariantCulture); i++) work.Add(At(day[0], hour: 20 - (i % 20)));
        var start = work.FindStart();
        Assert.Equal((first, odd), (start?.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), start?.Odd ?? 0));
    }

    [Fact]
    public void The_first_moment_of_the_day_and_the_kinds_are_known()
    {
        var work = new ImportedWork();
        work.Add(At("2019-03-02", 9));
        work.Add(At("2019-03-02", 8) with { Corrects = "x" });
        Assert.Equal(8, work.FindStart()!.First.Hour);
        Assert.Equal(("grant", 1), (Assert.Single(work.Kinds).Key, work.Kinds["grant"]));
    }

    private static Grant At(string day, int hour) => GrantFixture.Grant("g", "ada", 1) with
    {
        GrantedAt = DateTimeOffset.Parse($"{day}T{hour:d2}:00:00Z", CultureInfo.InvariantCulture),
    };
}
