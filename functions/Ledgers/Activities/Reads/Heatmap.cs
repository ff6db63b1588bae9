namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>A day of a heatmap.</summary>
/// <param name="Date">The day.</param>
/// <param name="Count">Everything that happened on it.</param>
/// <param name="TokensSaved">Tokens saved on it.</param>
/// <param name="CostSaved">Dollars saved on it.</param>
/// <param name="Level">0 for nothing, else 1 to 4.</param>
public sealed record HeatmapDay(DateOnly Date, long Count, long TokensSaved, Dollars CostSaved, int Level);

/// <summary>Colours days by how they compare with the other active days of the range.</summary>
public static class Heatmap
{
    /// <summary>Most days of one heatmap: a leap year.</summary>
    public const int DaysMax = 366;

    /// <summary>
    /// The days of a range, with levels. An active day's level is the quarter in which its rank lies, from the least to the most active
    /// day. Days with equal counts share the middle of the ranks they take up, so they have one level and the fair one: if all are equal,
    /// 3.
    /// </summary>
    /// <param name="first">The first day.</param>
    /// <param name="count">How many days, 1 to <see cref="DaysMax"/>.</param>
    /// <param name="totals">The roll-ups by day; days without activity may be missing.</param>
    public static IReadOnlyList<HeatmapDay> Of(DateOnly first, int count, IReadOnlyDictionary<int, DayTotals> totals)
    {
        var range = Enumerable.Range(first.DayNumber, count).Select(day => (Day: day, Totals: totals.GetValueOrDefault(day))).ToArray();
        var active = range.Select(day => day.Totals.Events).Where(events => events > 0).Order().ToArray();
        return [.. range.Select(day => new HeatmapDay(
            DateOnly.FromDayNumber(day.Day), day.Totals.Events, day.Totals.TokensSaved, day.Totals.CostSaved,
            Level(active, day.Totals.Events)))];
    }

    /// <param name="active">The counts of all active days in ascending order.</param>
    /// <param name="events">The count of the day.</param>
    internal static int Level(long[] active, long events)
    {
        if (events <= 0) return 0;
        var fewer = FirstNotBelow(active, events);
        var notMore = FirstNotBelow(active, events + 1);
        // 4 · (fewer + equal / 2) / all, in whole numbers.
        return 1 + (int)Math.Min(3, 2L * (fewer + notMore) / active.Length);
    }

    private static int FirstNotBelow(long[] sorted, long value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
