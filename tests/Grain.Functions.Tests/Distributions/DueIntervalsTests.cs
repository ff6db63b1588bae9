using System.Text.Json;
using Grain.Functions.Distributions;
using Xunit;

namespace Grain.Functions.Tests.Distributions;

public sealed class DueIntervalsTests
{
    [Fact]
    public void Chooses_as_the_golden_cases_say_and_never_drops_a_due_interval_below_the_limit()
    {
        foreach (var golden in GoldenFiles.Read("_choose-intervals").GetProperty("cases").EnumerateArray())
        {
            var ends = golden.GetProperty("intervals").EnumerateArray().Select(interval => At(interval.GetProperty("end"))).ToArray();
            var last = golden.GetProperty("lastDistributionTimestamp");
            DateTimeOffset? lastDistribution = last.ValueKind == JsonValueKind.Null ? null : At(last);
            var now = At(golden.GetProperty("currentTimestamp"));
            var expected = golden.GetProperty("chosenIntervalEnds").EnumerateArray().Select(At).ToArray();
            // The quirk limit-above-backlog-skips-intervals is decided otherwise: with a limit above their number all are due.
            if (golden.GetProperty("quirks").GetArrayLength() > 0)
                expected = [.. ends.Where(end => end <= now && !(end <= lastDistribution))];

            var chosen = DueIntervals.Choose(
                ends, lastDistribution, now, golden.GetProperty("maxSimultaneousDistributions").GetInt32(),
                golden.GetProperty("allowMultipleDistributionsPerInterval").GetBoolean());

            Assert.Equal(expected, chosen);
        }
    }

    [Fact]
    public void Repeats_nothing_before_the_first_interval_has_ended()
    {
        Assert.Empty(DueIntervals.Choose([DateTimeOffset.UnixEpoch], null, DateTimeOffset.UnixEpoch.AddTicks(-1), limit: 1,
            repeatLast: true));
    }

    private static DateTimeOffset At(JsonElement milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.GetInt64());
}
