using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>Reads a space's activity: point reads only, but for the list of accounts.</summary>
internal sealed class ActivityStore(StorageService storage)
{
    /// <summary>The table.</summary>
    public Table Table { get; } = storage.For("activity").Table("activity");

    /// <summary>An account; an empty one for somebody unknown.</summary>
    public async Task<StoredAccount> ReadAccountAsync(string space, string caller, CancellationToken cancellation) =>
        ActivityRows.ReadAccount(await Table.FindAsync(space, ActivityKeys.Account(caller), cancellation));

    /// <summary>Three months of an account's days.</summary>
    public async Task<StoredQuarter> ReadQuarterAsync(string space, string caller, int quarter, CancellationToken cancellation) =>
        ActivityRows.ReadQuarter(await Table.FindAsync(space, ActivityKeys.Quarter(caller, quarter), cancellation));

    /// <summary>The roll-ups of a range of days, active ones only: one read for every three months, at most five for 366 days.</summary>
    public async Task<IReadOnlyDictionary<int, DayTotals>> ReadDaysAsync(string space, string caller, int first, int last,
        CancellationToken cancellation)
    {
        var (from, to) = (ActivityKeys.QuarterOf(first), ActivityKeys.QuarterOf(last));
        var quarters = await Task.WhenAll(Enumerable.Range(from, to - from + 1)
            .Select(quarter => ReadQuarterAsync(space, caller, quarter, cancellation)));
        return quarters.SelectMany(quarter => quarter.Days)
            .Where(day => day.Key >= first && day.Key <= last && day.Value.IsActive).ToDictionary();
    }

    /// <summary>All days of an account on which something happened, in order.</summary>
    public async IAsyncEnumerable<(int Day, DayTotals Totals)> ReadAllDaysAsync(
        string space, string caller, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in Table.QueryAsync(Filters.Prefix(space, ActivityKeys.QuartersOf(caller)), cancellation))
            foreach (var (day, totals) in ActivityRows.ReadQuarter(row).Days.Where(each => each.Value.IsActive).OrderBy(each => each.Key))
                yield return (day, totals);
    }

    /// <summary>All days of an account with whatever is counted of them: one range read, of four rows a year.</summary>
    public async Task<DayHistory> ReadHistoryAsync(string space, string caller, CancellationToken cancellation)
    {
        var (days, countedAfter) = (new Dictionary<int, DayTotals>(), DayHistory.AllCounted);
        await foreach (var row in Table.QueryAsync(Filters.Prefix(space, ActivityKeys.QuartersOf(caller)), cancellation))
        {
            var quarter = ActivityRows.ReadQuarter(row);
            foreach (var (day, totals) in quarter.Days) days.Add(day, totals);
            if (!quarter.IsCounted) countedAfter = ActivityKeys.LastDayOf(row.RowKey);
        }

        return new DayHistory(days, countedAfter);
    }

    /// <summary>All lines of the log, oldest first.</summary>
    public async IAsyncEnumerable<string> ReadLogAsync(string space, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in Table.QueryAsync(Filters.Prefix(space, ActivityKeys.PagePrefix), cancellation))
            foreach (var line in ActivityRows.ReadPage(0, row).Lines) yield return line;
    }

    /// <summary>A page of the log, from 1.</summary>
    public async Task<StoredPage> ReadPageAsync(string space, long number, CancellationToken cancellation) =>
        ActivityRows.ReadPage(number, await Table.FindAsync(space, ActivityKeys.Page(number), cancellation));

    /// <summary>Who is not open to everybody.</summary>
    public async Task<SortedDictionary<string, Privacy>> ReadHiddenAsync(string space, CancellationToken cancellation) =>
        HiddenPeople.Read(await Table.FindAsync(space, ActivityKeys.Hidden, cancellation)).People;

    /// <summary>All used keys with the hash of what they stand for.</summary>
    public async IAsyncEnumerable<(string UsedKey, string ContentHash)> ReadUsedKeysAsync(string space,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in Table.QueryAsync(Filters.Prefix(space, ActivityKeys.UsedKeyPrefix), ["ContentHash"],
            cancellation: cancellation))
            yield return (row.RowKey, row.Required<string>("ContentHash"));
    }

    /// <summary>
    /// All accounts with how far they have followed the ledgers: one slim range read a page of 1 000. The space's own comes first.
    /// </summary>
    public async IAsyncEnumerable<(string Caller, long GrantSeq, long TaskSeq)> ReadCursorsAsync(
        string space, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var accounts = Filters.Range(space, ActivityKeys.FirstAccount, ActivityKeys.AccountsEnd);
        await foreach (var row in Table.QueryAsync(accounts, ["GrantSeq", "TaskSeq"], cancellation: cancellation))
            yield return (ActivityKeys.AccountOf(row.RowKey), row.Required<long>("GrantSeq"), row.Required<long>("TaskSeq"));
    }
}
