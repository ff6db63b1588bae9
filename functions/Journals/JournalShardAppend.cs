namespace Grain.Functions.Journals;

/// <summary>Appends the items of one shard: packs them into attempts, account by account, until each has its outcome.</summary>
internal sealed class JournalShardAppend<THead, TEntry>(
    Journal<THead, TEntry> journal, JournalSpace space, int shard, IReadOnlyList<JournalItem<THead, TEntry>> items)
{
    private readonly string partition = JournalKeys.Partition(space.Name, shard);
    private readonly ShardHeads<THead, TEntry> heads = new(journal, space, shard);
    private readonly Queue<IGrouping<string, JournalItem<THead, TEntry>>> open = new();
    private readonly List<string> doubted = [];
    private int accountsMax = int.MaxValue;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var accounts = items.GroupBy(item => item.Account).OrderBy(account => account.Key, StringComparer.Ordinal).ToArray();
        using var mine = await journal.Gates.EnterAsync([.. accounts.Select(account => heads.PlaceOf(account.Key))], cancellation);
        var once = new ExactlyOnce(journal.Table, partition, $"{journal.Table.Name} {partition}");
        await once.FindAsync([.. items.Where(item => item.MaybeSeen).Select(item => item.KeyInDoubt)], cancellation);
        foreach (var account in accounts) open.Enqueue(account);
        await once.RunAsync(conflicts => NextAsync(conflicts, cancellation), cancellation);
    }

    private async Task<Attempt?> NextAsync(int conflicts, CancellationToken cancellation)
    {
        foreach (var account in doubted) heads.Forget(account);
        doubted.Clear();
        if (conflicts > 0) accountsMax = 1; // whoever contends for one account shall not hold up the others
        while (open.TryPeek(out var done) && done.All(item => item.Outcome is not null)) open.Dequeue();
        if (open.Count == 0) return null;

        var next = open.Take(accountsMax).Select(account => (account.Key, Items: account.Where(item => item.Outcome is null).ToArray()))
            .Where(account => account.Items.Length > 0).ToArray();
        await heads.LoadAsync([.. next.Select(account => account.Key)], cancellation);
        var transaction = new JournalTransaction<THead, TEntry>(journal, heads, partition, doubted);
        foreach (var (account, its) in next)
            if (!transaction.TryTake(account, its)) break;
        return transaction.Attempt;
    }
}
