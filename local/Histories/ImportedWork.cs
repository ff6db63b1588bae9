using Grain.Functions.Epochs.Calculation;

namespace Grain.Local.Histories;

/// <summary>When the history of something begins.</summary>
/// <param name="First">The first contribution that is dated believably.</param>
/// <param name="Odd">Contributions that are dated long before it, by a clock that was wrong.</param>
/// <param name="OddFrom">The first of those.</param>
internal sealed record HistoryStart(DateTimeOffset First, long Odd, DateTimeOffset? OddFrom);

/// <summary>
/// What an import brought: how many contributions of which kinds, and when they were made. Grows with the days and kinds, not with the
/// contributions.
/// </summary>
/// <param name="hasTrueDates">Whether a server dated it, and not the clocks of those who did it.</param>
internal sealed class ImportedWork(bool hasTrueDates = false)
{
    /// <summary>Years without anything between what a wrong clock dated and the history.</summary>
    private static readonly TimeSpan GapMin = TimeSpan.FromDays(2 * 365);

    /// <summary>One in so many is dated wrongly, at most.</summary>
    private const int OddOneIn = 100;

    /// <summary>Before it, no clock of a computer that is in use today was right.</summary>
    private static readonly DateTimeOffset ClocksSince = new(1980, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly SortedDictionary<DateTime, (DateTimeOffset First, long Count)> days = [];
    private readonly SortedDictionary<string, int> kinds = new(StringComparer.Ordinal);

    /// <summary>How many contributions there are of each kind.</summary>
    public IReadOnlyDictionary<string, int> Kinds => kinds;

    /// <summary>Notes a grant.</summary>
    public void Add(Grant grant)
    {
        Add(grant.GrantedAt);
        foreach (var kind in KindsMinting.MadeBy(grant)) kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
    }

    /// <summary>Notes that something was done, of which no more is known.</summary>
    public void Add(DateTimeOffset when)
    {
        var at = when.ToUniversalTime();
        var (first, count) = days.GetValueOrDefault(at.Date, (at, 0));
        days[at.Date] = (at < first ? at : first, count + 1);
    }

    /// <summary>
    /// When the history begins: after the last gap of two years before which there is next to nothing, or nothing but dates of clocks that
    /// were never set. <see langword="null"/> if nothing was brought.
    /// </summary>
    public HistoryStart? FindStart()
    {
        var (total, before, before1980) = (days.Values.Sum(day => day.Count), 0L, 0L);
        HistoryStart? start = null;
        DateTimeOffset? last = null;
        foreach (var (first, count) in days.Values)
        {
            if (start is null) start = new HistoryStart(first, 0, null);
            else if (!hasTrueDates && first - last >= GapMin && (before <= total / OddOneIn || before == before1980))
                start = new HistoryStart(first, before, days.Values.First().First);
            (last, before) = (first, before + count);
            if (first < ClocksSince) before1980 += count;
        }

        return start;
    }
}
