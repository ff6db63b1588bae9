using Azure.Data.Tables;

namespace Grain.Functions.Journals;

/// <summary>The heads that one append goes by: those that the process remembers, and the others as they are read.</summary>
internal sealed class ShardHeads<THead, TEntry>(Journal<THead, TEntry> journal, JournalSpace space, int shard)
{
    /// <summary>From this many accounts on, one range read of heads is cheaper than point reads.</summary>
    private const int RangeReadFrom = 9;

    private readonly string partition = JournalKeys.Partition(space.Name, shard);
    private readonly Dictionary<string, JournalHead<THead>> heads = new(StringComparer.Ordinal);

    /// <summary>The accounts whose head is remembered, not read: what it refuses is asked again of the stored one.</summary>
    private readonly HashSet<string> remembered = new(StringComparer.Ordinal);

    /// <summary>A head that was loaded.</summary>
    public JournalHead<THead> this[string account] => heads[account];

    public bool IsRemembered(string account) => remembered.Contains(account);

    public string PlaceOf(string account) => $"{partition}~{account}";

    /// <summary>Reads, or remembers, the heads that are missing.</summary>
    public async Task LoadAsync(string[] accounts, CancellationToken cancellation)
    {
        var missing = accounts.Where(account => !heads.ContainsKey(account)).ToHashSet(StringComparer.Ordinal);
        // One moved head fails a whole transaction: what is read in one go is not worth that risk.
        if (missing.Count >= RangeReadFrom) await LoadRangeAsync(missing, cancellation);
        else missing.RemoveWhere(Recall);
        foreach (var head in await Task.WhenAll(missing.Select(account => journal.ReadHeadAsync(space, account, cancellation))))
            heads[head.Account] = head;
    }

    /// <summary>What was written goes by these heads: notes whether the remembered ones among them were right.</summary>
    public void Held(IReadOnlyList<string> accounts)
    {
        if (accounts.Any(IsRemembered)) journal.Memory.Held();
    }

    public void Remember(JournalHead<THead> head)
    {
        remembered.Remove(head.Account);
        heads[head.Account] = head;
        journal.Memory.Remember(PlaceOf(head.Account), head);
    }

    /// <summary>What was to be written was not, or nobody knows: the heads may have moved.</summary>
    public void Lost(IReadOnlyList<string> accounts, TableEntity? inTheWay)
    {
        if (inTheWay?.RowKey.StartsWith(JournalKeys.HeadPrefix, StringComparison.Ordinal) == true && accounts.Any(IsRemembered))
            journal.Memory.WasStale();
        foreach (var account in accounts) Forget(account);
    }

    public void Forget(string account)
    {
        remembered.Remove(account);
        heads.Remove(account);
        journal.Memory.Forget(PlaceOf(account));
    }

    /// <summary>
    /// Reads the heads from the first to the last of these accounts, page by page, for as long as a page is cheaper than the point reads
    /// that remain: in a large shard most of what lies between is of others. What was found leaves the set.
    /// </summary>
    private async Task LoadRangeAsync(HashSet<string> missing, CancellationToken cancellation)
    {
        var keys = missing.Select(JournalKeys.Head).Order(StringComparer.Ordinal).ToArray();
        var (pages, range) = (0, Filters.Range(partition, keys[0], keys[^1] + " "));
        await foreach (var page in journal.Table.QueryPagesAsync(range, cancellation: cancellation))
        {
            foreach (var row in page.Values)
                if (missing.Remove(JournalKeys.AccountOfHead(row.RowKey)))
                    heads[JournalKeys.AccountOfHead(row.RowKey)] = journal.Rows.ReadHead(row);
            if (page.ContinuationToken is not null && missing.Count < RangeReadFrom * ++pages) return;
        }

        // It was read to its end, or there is no table yet.
        foreach (var account in missing) heads[account] = journal.NoEntries(space, account);
        missing.Clear();
    }

    private bool Recall(string account)
    {
        if (!journal.Memory.TryGet(PlaceOf(account), out var head)) return false;
        heads[account] = head;
        return remembered.Add(account);
    }
}
