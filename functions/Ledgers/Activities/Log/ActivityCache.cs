namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// What the writer of a place last saw of its rows. It may be stale: the versions are checked when the rows are written, and whoever is
/// told that one has changed forgets them all.
/// </summary>
internal sealed class ActivityCache(ActivityStore store, ActivityPlace place)
{
    /// <summary>Accounts that are kept; each has some two kilobytes.</summary>
    private const int AccountsMax = 2000;

    private const int ReadsAtOnceMax = 16;

    private readonly Dictionary<string, StoredAccount> accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Caller, int Quarter), StoredQuarter> quarters = [];

    /// <summary>The place.</summary>
    public ActivityPlace Place => place;

    /// <summary>The last page of the log.</summary>
    public StoredPage? Tail { get; set; }

    public StoredAccount? FindAccount(string caller) => accounts.GetValueOrDefault(caller);

    public StoredQuarter? FindQuarter(string caller, int quarter) => quarters.GetValueOrDefault((caller, quarter));

    public void Keep(string caller, StoredAccount account) => accounts[caller] = account;

    public void Keep(string caller, int quarter, StoredQuarter days) => quarters[(caller, quarter)] = days;

    public void Forget(string caller) => accounts.Remove(caller);

    public void Clear()
    {
        accounts.Clear();
        quarters.Clear();
        Tail = null;
    }

    /// <summary>Reads what is missing of the place's own account, the tail of the log, and these callers' accounts.</summary>
    public async Task LoadAccountsAsync(IEnumerable<string> callers, CancellationToken cancellation)
    {
        if (accounts.Count > AccountsMax) Clear();
        await ReadAsync(
            [.. callers.Append(ActivityAccount.OfSpace).Distinct(StringComparer.Ordinal).Where(caller => !accounts.ContainsKey(caller))],
            async (caller, token) => await store.Layouts.OpenAccountAsync(place, caller, token),
            (caller, account) => accounts[caller] = account, cancellation);
        var pages = accounts[ActivityAccount.OfSpace].Account.Pages;
        if (Tail?.Number != Math.Max(1, pages))
            Tail = pages == 0 ? new StoredPage(1, [], null) : await store.At(place).ReadPageAsync(pages, cancellation);
    }

    /// <summary>Reads what is missing of these quarters.</summary>
    public Task LoadQuartersAsync(IEnumerable<(string Caller, int Quarter)> wanted, CancellationToken cancellation) =>
        ReadAsync(
            [.. wanted.Distinct().Where(quarter => !quarters.ContainsKey(quarter))],
            async (quarter, token) => await store.OpenQuarterAsync(place, quarter.Caller, quarter.Quarter, token),
            (quarter, days) => quarters[quarter] = days, cancellation);

    private static async Task ReadAsync<TKey, TRow>(
        TKey[] keys, Func<TKey, CancellationToken, Task<TRow>> read, Action<TKey, TRow> keep, CancellationToken cancellation)
    {
        var rows = new TRow[keys.Length];
        await Parallel.ForAsync(
            0, keys.Length, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnceMax, CancellationToken = cancellation },
            async (i, token) => rows[i] = await read(keys[i], token));
        for (var i = 0; i < keys.Length; i++) keep(keys[i], rows[i]);
    }
}
