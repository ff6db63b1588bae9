using Grain.Functions.Ledgers.Activities.Log;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>
/// Goes through the logs of several partitions at once, the latest line first. Lines of one log stay in their order; of several logs the
/// one comes first whose last line was recorded later, then that of the later fact.
/// </summary>
/// <param name="store">Where they are read.</param>
/// <param name="pagesMax">Pages that are looked through, besides the first of each further log.</param>
internal sealed class LogsBackwards(ActivityStore store, int pagesMax)
{
    private readonly List<Log> open = [];
    private int left = pagesMax;

    /// <summary>Opens the logs: two reads each, one with a cursor.</summary>
    /// <param name="places">Where they lie.</param>
    /// <param name="before">Where to go on. A log that it does not name is read to its beginning already.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task OpenAsync(IEnumerable<ActivityPlace> places, LogCursor? before, CancellationToken cancellation)
    {
        var logs = await Task.WhenAll(places.Select(async place =>
        {
            var at = store.At(place);
            var (page, line) = before is null
                ? ((await at.ReadAccountAsync(ActivityAccount.OfSpace, cancellation)).Account.Pages, int.MaxValue)
                : before.Places.GetValueOrDefault(place.Mark);
            var log = new Log(place.Mark, at) { Page = page, Line = line };
            if (page > 0) await log.ReadAsync(cancellation);
            return log;
        }));
        open.AddRange(logs.Where(log => log.Page > 0));
        left -= 1;
    }

    /// <summary>The next line; <see langword="null"/> at the end, or when enough was looked through.</summary>
    public async Task<ActivityRecord?> NextAsync(CancellationToken cancellation)
    {
        foreach (var log in open.Where(log => log.Next is null).ToArray())
        {
            // A page may be empty for the cursor's sake only.
            while (log.Next is null && log.Page > 0)
            {
                if (--log.Page == 0) break;
                log.Line = int.MaxValue;
                if (left-- <= 0) return null;
                await log.ReadAsync(cancellation);
            }

            if (log.Page == 0) open.Remove(log);
        }

        var latest = open.MaxBy(log => (log.Next!.RecordedAt, log.Next.Fact.At));
        var record = latest?.Next;
        latest?.Take();
        return record;
    }

    /// <summary>Where to go on; <see langword="null"/> at the end.</summary>
    public LogCursor? Cursor()
    {
        var places = open.Where(log => log.Page > 1 || (log.Page == 1 && log.Line > 0))
            .ToDictionary(log => log.Mark, log => (log.Page, log.Line), StringComparer.Ordinal);
        return places.Count == 0 ? null : new LogCursor(places);
    }

    private sealed class Log(string mark, ActivityPartition at)
    {
        private IReadOnlyList<string> lines = [];

        public string Mark => mark;

        public long Page { get; set; }

        /// <summary>Lines of the page from this one on are taken.</summary>
        public int Line { get; set; }

        public ActivityRecord? Next { get; private set; }

        public async Task ReadAsync(CancellationToken cancellation)
        {
            lines = (await at.ReadPageAsync(Page, cancellation)).Lines;
            Line = Math.Min(Line, lines.Count);
            Look();
        }

        public void Take()
        {
            Line--;
            Look();
        }

        private void Look() => Next = Line > 0 ? ActivityRecord.Parse(lines[Line - 1]) : null;
    }
}
