using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// Reads a space's activity wherever it lies: point reads only, but for lists and for what is added up over all shards.
/// </summary>
internal sealed class ActivityStore(StorageService storage, StorageFormats? formats = null)
{
    /// <summary>The table.</summary>
    public Table Table { get; } = storage.For("activity").Table("activity");

    /// <summary>Where a space's activity lies.</summary>
    public ActivityLayouts Layouts { get; } = new(storage.For("activity").Table("activity"), formats);

    /// <summary>A partition as it lies there.</summary>
    public ActivityPartition At(ActivityPlace place) => new(Table, place.Partition);

    /// <summary>
    /// An account; an empty one for somebody unknown. The space's own is the sum over all shards: 17 reads where there are 16.
    /// </summary>
    public async Task<StoredAccount> ReadAccountAsync(string space, string caller, CancellationToken cancellation)
    {
        var layout = await Layouts.FindAsync(space, cancellation);
        if (layout.IsSharded && caller.Length == 0) return await ReadSumsAsync(layout, cancellation);
        var place = layout.PlaceOf(caller);
        var found = await At(place).ReadAccountAsync(caller, cancellation);
        if (layout.IsSharded)
            return found.Version is null && place.MayHaveBefore(caller)
                ? await At(layout.Home).ReadAccountAsync(caller, cancellation) : found;
        if (!found.IsMoved) return found;
        await Layouts.LookAsync(space, cancellation); // this process had not heard of it yet
        return await ReadAccountAsync(space, caller, cancellation);
    }

    /// <summary>The roll-ups of a range of days, active ones only: one read for every three months, at most five for 366 days.</summary>
    public async Task<IReadOnlyDictionary<int, DayTotals>> ReadDaysAsync(string space, string caller, int first, int last,
        CancellationToken cancellation)
    {
        var layout = await Layouts.FindAsync(space, cancellation);
        var (from, to) = (ActivityKeys.QuarterOf(first), ActivityKeys.QuarterOf(last));
        var days = layout.IsSharded && caller.Length == 0
            ? JoinedActivity.Of(await Task.WhenAll(layout.Places.Select(async place => JoinedActivity.Of(
                (await At(place).ReadQuartersAsync(caller, (from, to), cancellation)).Values.Select(quarter => quarter.Days)))))
            : JoinedActivity.Of(await Task.WhenAll(Enumerable.Range(from, to - from + 1).Select(async quarter =>
                (await OpenQuarterAsync(layout.PlaceOf(caller), caller, quarter, cancellation)).Days)));
        return days.Where(day => day.Key >= first && day.Key <= last && day.Value.IsActive).ToDictionary();
    }

    /// <summary>Three months of an account's days, as they go on at a place.</summary>
    public async Task<StoredQuarter> OpenQuarterAsync(ActivityPlace place, string caller, int quarter, CancellationToken cancellation)
    {
        var found = await At(place).ReadQuarterAsync(caller, quarter, cancellation);
        return found.Version is null && place.MayHaveBefore(caller)
            ? await At(place.Layout.Home).ReadQuarterAsync(caller, quarter, cancellation) with { Version = null } : found;
    }

    /// <summary>All days of an account on which something happened, in order.</summary>
    public async IAsyncEnumerable<(int Day, DayTotals Totals)> ReadAllDaysAsync(
        string space, string caller, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var history = await ReadHistoryAsync(space, caller, cancellation);
        foreach (var (day, totals) in history.Days.Where(each => each.Value.IsActive).OrderBy(each => each.Key)) yield return (day, totals);
    }

    /// <summary>All days of an account with whatever is counted of them: one range read a partition, of four rows a year.</summary>
    public async Task<DayHistory> ReadHistoryAsync(string space, string caller, CancellationToken cancellation)
    {
        var layout = await Layouts.FindAsync(space, cancellation);
        if (layout.IsSharded && caller.Length == 0)
            return DayHistory.Of(await Task.WhenAll(layout.Places.Select(async place =>
                ActivityRows.History(await At(place).ReadQuartersAsync(caller, null, cancellation)))));
        var place = layout.PlaceOf(caller);
        var rows = await At(place).ReadQuartersAsync(caller, null, cancellation);
        if (!place.MayHaveBefore(caller)) return ActivityRows.History(rows);
        var all = (await At(layout.Home).ReadQuartersAsync(caller, null, cancellation)).ToDictionary();
        foreach (var (key, quarter) in rows) all[key] = quarter;
        return ActivityRows.History(all);
    }

    /// <summary>All lines of the log: of each partition the oldest first.</summary>
    public async IAsyncEnumerable<string> ReadLogAsync(string space, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var place in (await Layouts.FindAsync(space, cancellation)).Places)
            await foreach (var line in At(place).ReadLogAsync(cancellation)) yield return line;
    }

    /// <summary>Who is not open to everybody.</summary>
    public async Task<SortedDictionary<string, Privacy>> ReadHiddenAsync(string space, CancellationToken cancellation) =>
        HiddenPeople.Read(await Table.FindAsync(space, ActivityKeys.Hidden, cancellation)).People;

    /// <summary>All accounts with how far they have followed the ledgers; of one that was moved the last is as it is.</summary>
    public async IAsyncEnumerable<(string Caller, long GrantSeq, long TaskSeq)> ReadCursorsAsync(
        string space, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var place in (await Layouts.FindAsync(space, cancellation)).Places)
            await foreach (var cursor in At(place).ReadCursorsAsync(cancellation)) yield return cursor;
    }

    private async Task<StoredAccount> ReadSumsAsync(ActivityLayout layout, CancellationToken cancellation)
    {
        var all = await Task.WhenAll(layout.Places.Select(place => At(place).ReadAccountAsync(ActivityAccount.OfSpace, cancellation)));
        return all[0] with { Account = JoinedActivity.OfSpace(all[0].Account, all[1..].Select(each => each.Account)) };
    }
}
