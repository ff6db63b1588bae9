namespace Grain.Functions.Distributions;

/// <summary>Which finished intervals are due for a distribution.</summary>
public static class DueIntervals
{
    /// <summary>
    /// The ends of the intervals to distribute for, oldest first: those that ended by now and after the last distribution, and of
    /// these at most the latest few. A limit above the number of those never drops any.
    /// </summary>
    /// <param name="intervalEnds">Ends of all intervals, increasing.</param>
    /// <param name="lastDistribution">The interval end that was distributed for last; <see langword="null"/> = never.</param>
    /// <param name="now">The present time; an interval that ends exactly now is finished.</param>
    /// <param name="limit">How many at most; at least 1.</param>
    /// <param name="repeatLast">Whether the last finished interval is used once more if none is due.</param>
    public static IReadOnlyList<DateTimeOffset> Choose(
        IReadOnlyList<DateTimeOffset> intervalEnds, DateTimeOffset? lastDistribution, DateTimeOffset now, int limit, bool repeatLast)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var finished = intervalEnds.TakeWhile(end => end <= now).ToArray();
        var due = finished.Where(end => lastDistribution is null || end > lastDistribution).TakeLast(limit).ToArray();
        return due.Length == 0 && repeatLast ? finished[^Math.Min(1, finished.Length)..] : due;
    }
}
