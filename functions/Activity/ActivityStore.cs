using System.Runtime.CompilerServices;
using Grain.Functions.Storage;

namespace Grain.Functions.Activity;

/// <summary>Reads a space's activity: point reads only, but for the list of accounts.</summary>
internal sealed class ActivityStore(StorageService storage)
{
    /// <summary>The table.</summary>
    public TableClient Table { get; } = storage.For("activity").Table("activity");

    /// <summary>An account; an empty one for somebody unknown.</summary>
    public async Task<StoredAccount> ReadAccountAsync(string space, string caller, CancellationToken cancellationToken) =>
        ActivityRows.ReadAccount(await Table.GetEntityIfExistsAsync(space, ActivityKeys.Account(caller), cancellationToken));

    /// <summary>Three months of an account's days.</summary>
    public async Task<StoredQuarter> ReadQuarterAsync(string space, string caller, int quarter, CancellationToken cancellationToken) =>
        ActivityRows.ReadQuarter(await Table.GetEntityIfExistsAsync(space, ActivityKeys.Quarter(caller, quarter), cancellationToken));

    /// <summary>The roll-ups of a range of days, active ones only: one read for every three months, at most five for 366 days.</summary>
    public async Task<IReadOnlyDictionary<int, DayTotals>> ReadDaysAsync(string space, string caller, int first, int last, CancellationToken cancellationToken)
    {
        var (from, to) = (ActivityKeys.QuarterOf(first), ActivityKeys.QuarterOf(last));
        var quarters = await Task.WhenAll(Enumerable.Range(from, to - from + 1).Select(quarter => ReadQuarterAsync(space, caller, quarter, cancellationToken)));
        return quarters.SelectMany(quarter => quarter.Days).Where(day => day.Key >= first && day.Key <= last).ToDictionary();
    }

    /// <summary>A page of the log, from 1.</summary>
    public async Task<StoredPage> ReadPageAsync(string space, long number, CancellationToken cancellationToken) =>
        ActivityRows.ReadPage(number, await Table.GetEntityIfExistsAsync(space, ActivityKeys.Page(number), cancellationToken));

    /// <summary>Who has opted out or is private.</summary>
    public async Task<SortedDictionary<string, Privacy>> ReadHiddenAsync(string space, CancellationToken cancellationToken) =>
        ActivityRows.ReadHidden(await Table.GetEntityIfExistsAsync(space, ActivityKeys.Hidden, cancellationToken));

    /// <summary>All receipts with the hash of what they stand for.</summary>
    public async IAsyncEnumerable<(string Receipt, string ContentHash)> ReadReceiptsAsync(string space, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in Table.QueryAsync(TableQuery.Prefix(space, ActivityKeys.ReceiptPrefix, select: ["ContentHash"]), cancellationToken))
            yield return (row.RowKey, row.GetString("ContentHash"));
    }

    /// <summary>All accounts with how far they have followed the ledgers: one slim range read a page of 1 000. The space's own comes first.</summary>
    public async IAsyncEnumerable<(string Caller, long GrantSeq, long TaskSeq)> ReadCursorsAsync(
        string space, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var accounts = TableQuery.Range(space, ActivityKeys.FirstAccount, ActivityKeys.AccountsEnd, select: ["GrantSeq", "TaskSeq"]);
        await foreach (var row in Table.QueryAsync(accounts, cancellationToken))
            yield return (ActivityKeys.AccountOf(row.RowKey), row.GetInt64("GrantSeq"), row.GetInt64("TaskSeq"));
    }
}
