namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>Reads the rows of one partition as they lie there.</summary>
internal sealed class ActivityPartition(Table table, string partition)
{
    /// <summary>An account; an empty one for somebody unknown. With an empty name that of the whole partition.</summary>
    public async Task<StoredAccount> ReadAccountAsync(string caller, CancellationToken cancellation) =>
        ActivityRows.ReadAccount(await table.FindAsync(partition, ActivityKeys.Account(caller), cancellation));

    /// <summary>Three months of an account's days.</summary>
    public async Task<StoredQuarter> ReadQuarterAsync(string caller, int quarter, CancellationToken cancellation) =>
        ActivityRows.ReadQuarter(await table.FindAsync(partition, ActivityKeys.Quarter(caller, quarter), cancellation));

    /// <summary>The quarters of an account in a range, by row key; all without one.</summary>
    public async Task<IReadOnlyDictionary<string, StoredQuarter>> ReadQuartersAsync(
        string caller, (int From, int To)? range, CancellationToken cancellation)
    {
        var filter = range is ({ } from, { } to)
            ? Filters.Range(partition, ActivityKeys.Quarter(caller, from), ActivityKeys.Quarter(caller, to + 1))
            : Filters.Prefix(partition, ActivityKeys.QuartersOf(caller));
        return await table.QueryAsync(filter, cancellation)
            .ToDictionaryAsync(row => row.RowKey, ActivityRows.ReadQuarter, cancellationToken: cancellation);
    }

    /// <summary>A page of the log, from 1.</summary>
    public async Task<StoredPage> ReadPageAsync(long number, CancellationToken cancellation) =>
        ActivityRows.ReadPage(number, await table.FindAsync(partition, ActivityKeys.Page(number), cancellation));

    /// <summary>All lines of the log, oldest first.</summary>
    public async IAsyncEnumerable<string> ReadLogAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(Filters.Prefix(partition, ActivityKeys.PagePrefix), cancellation))
            foreach (var line in ActivityRows.ReadPage(0, row).Lines) yield return line;
    }

    /// <summary>All used keys with the hash of what they stand for.</summary>
    public async IAsyncEnumerable<(string UsedKey, string ContentHash)> ReadUsedKeysAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(Filters.Prefix(partition, ActivityKeys.UsedKeyPrefix), ["ContentHash"],
            cancellation: cancellation))
            yield return (row.RowKey, row.Required<string>("ContentHash"));
    }

    /// <summary>
    /// All accounts with how far they have followed the ledgers: one slim range read a page of 1 000. The partition's own comes first.
    /// </summary>
    public async IAsyncEnumerable<(string Caller, long GrantSeq, long TaskSeq)> ReadCursorsAsync(
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var accounts = Filters.Range(partition, ActivityKeys.FirstAccount, ActivityKeys.AccountsEnd);
        await foreach (var row in table.QueryAsync(accounts, ["GrantSeq", "TaskSeq"], cancellation: cancellation))
            yield return (ActivityKeys.AccountOf(row.RowKey), row.Required<long>("GrantSeq"), row.Required<long>("TaskSeq"));
    }
}
