using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Journals;

/// <summary>
/// Appends the items of one shard: packs them into transactions, sends each under the heads' ETags, and settles every
/// doubt by the receipts. A transaction that failed wrote nothing; one whose answer was lost wrote all or nothing, and the
/// receipt tells which.
/// </summary>
internal sealed class JournalShardAppend<THead, TEntry>(
    Table table, JournalRules<THead, TEntry> rules, JournalRows<THead, TEntry> rows, AccountGates gates, HeadMemory<THead> memory,
    TimeProvider time,
    JournalSpace space, int shard, IReadOnlyList<JournalItem<THead, TEntry>> items)
{
    /// <summary>Conflicts in a row before giving up: with the pauses below about half a minute of losing every race.</summary>
    private const int ConflictsMax = 100;

    /// <summary>From this many accounts on, one range read of heads is cheaper than point reads.</summary>
    private const int RangeReadFrom = 9;

    private readonly string partition = JournalKeys.Partition(space.Name, shard);
    private readonly Dictionary<string, JournalHead<THead>> heads = [];

    /// <summary>The accounts whose head is remembered, not read: what it refuses is asked again of the stored one.</summary>
    private readonly HashSet<string> remembered = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var accounts = items.Select(item => PlaceOf(item.Account)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        using var mine = await gates.EnterAsync(accounts, cancellation);
        await SettleAsync([.. items.Where(item => item.MaybeSeen)], cancellation);
        var queue = new Queue<IGrouping<string, JournalItem<THead, TEntry>>>(
            items.Where(item => item.Outcome is null).GroupBy(item => item.Account)
                .OrderBy(account => account.Key, StringComparer.Ordinal));
        await LoadHeadsAsync([.. queue.Select(account => account.Key)], cancellation);

        var (conflicts, accountsMax) = (0, int.MaxValue);
        while (NextPlan(queue, accountsMax) is { } plan)
        {
            await LoadHeadsAsync([.. plan.Accounts], cancellation);
            var doubted = Build(plan);
            var isSettled = plan.Actions.Count == 0 || await SendAsync(plan, cancellation);
            foreach (var account in doubted) Forget(account);
            if (isSettled)
            {
                conflicts = 0;
                continue;
            }

            if (++conflicts > ConflictsMax)
                throw new RequestFailedException(
                    $"The heads of {rules.Table} {partition} kept changing; gave up after {ConflictsMax} tries.");
            accountsMax = 1; // whoever contends for one account shall not hold up the others
            await PauseAsync(conflicts, cancellation);
        }
    }

    /// <summary>Takes accounts from the queue until a transaction is full; finished accounts leave the queue.</summary>
    private static JournalTransaction<THead, TEntry>? NextPlan(Queue<IGrouping<string, JournalItem<THead, TEntry>>> queue, int accountsMax)
    {
        while (queue.TryPeek(out var done) && done.All(item => item.Outcome is not null)) queue.Dequeue();
        if (queue.Count == 0) return null;

        var plan = new JournalTransaction<THead, TEntry>();
        foreach (var account in queue.Take(accountsMax))
            if (!plan.TryTake(account.Key, account.Where(item => item.Outcome is null))) break;
        return plan;
    }

    /// <summary>Folds the items into their heads and writes down the rows; what the rules refuse is settled here.</summary>
    /// <returns>Accounts whose remembered head led to a refusal: their items from there on stay open until the stored head is
    /// read.</returns>
    private List<string> Build(JournalTransaction<THead, TEntry> plan)
    {
        var now = time.GetUtcNow();
        var doubted = new List<string>();
        foreach (var (account, accountItems) in plan.Items)
        {
            var (head, appended) = (heads[account], new List<(JournalItem<THead, TEntry>, TableEntity, TableEntity)>());
            foreach (var item in accountItems)
            {
                var at = item.Origin?.RecordedAt ?? now;
                if (Fold(head, item, at, out var content) is { } next)
                {
                    item.Attempt(plan.Writer, new AppendOutcome<THead>.Appended(next.Seq, head.Totals, next.Totals));
                    appended.Add((
                        item,
                        JournalRows<THead, TEntry>.Entry(partition, account, next.Seq, item.Key, at, content, next.Hash),
                        JournalRows<THead, TEntry>.Receipt(partition, account, item.Key, next.Seq, item.ContentHash, plan.Writer)));
                    head = next;
                }
                else if (remembered.Contains(account))
                {
                    item.Outcome = null;
                    doubted.Add(account);
                    break;
                }
            }

            if (appended.Count > 0) plan.Add(head, rows.Head(partition, head), appended);
        }

        return doubted;
    }

    /// <returns>The head with the item in it; <see langword="null"/> when it is refused, which is then its outcome.</returns>
    private JournalHead<THead>? Fold(JournalHead<THead> head, JournalItem<THead, TEntry> item, DateTimeOffset at, out string content)
    {
        content = item.Content;
        if (!TryApply(head.Totals, item, out var written, out var totals)) return null;
        if (!ReferenceEquals(written, item.Entry)) content = rows.Content(written);
        var seq = head.Seq + 1;
        var hash = JournalHash.Next(head.Hash, seq, item.Key, at, content);
        if (item.Origin is not { } origin || (origin.Seq == seq && (origin.Hash ?? hash) == hash))
            return head with { Seq = seq, Hash = hash, Totals = totals };
        item.Outcome = new AppendOutcome<THead>.Refused(
            $"it was entry {origin.Seq} with the hash {origin.Hash}, and would become entry {seq} with the hash {hash}");
        return null;
    }

    private bool TryApply(THead before, JournalItem<THead, TEntry> item, out TEntry written, out THead after)
    {
        (written, after) = (item.Entry, before);
        string? refusal;
        try
        {
            written = rules.Settle(before, item.Entry);
            // What was written before is written again as it was.
            refusal = item.Origin is null ? rules.Refuse(before, written) : null;
            if (refusal is null) after = rules.Apply(before, written);
        }
        catch (OverflowException)
        {
            refusal = "a total would leave its range";
        }

        if (refusal is null) return true;
        item.Outcome = new AppendOutcome<THead>.Refused(refusal);
        return false;
    }

    /// <returns><see langword="true"/> when everything sent is settled, <see langword="false"/> when it has to be tried again.</returns>
    private async Task<bool> SendAsync(JournalTransaction<THead, TEntry> plan, CancellationToken cancellation)
    {
        try
        {
            var versions = await table.TransactAsync(plan.Actions, cancellation);
            if (plan.Accounts.Any(remembered.Contains)) memory.Held();
            foreach (var (index, head) in plan.Heads) Remember(head with { Version = versions[index] });
            foreach (var item in plan.Sent) item.Settle(new UsedKey(0, item.ContentHash, plan.Writer));
            return true;
        }
        catch (TableTransactionFailedException conflict) when (conflict.IsAlreadyExists() || conflict.IsStale())
        {
            if (plan.IsHead(conflict.FailedTransactionActionIndex) && plan.Accounts.Any(remembered.Contains)) memory.WasStale();
            foreach (var account in plan.Accounts) Forget(account);
            await SettleAsync(plan, conflict, cancellation);
            return plan.Sent.All(item => item.Outcome is not null);
        }
        catch (RequestFailedException lost) when (lost.IsOutcomeUnknown())
        {
            foreach (var account in plan.Accounts) Forget(account);
            await SettleAsync([.. plan.Sent], cancellation);
            if (plan.Sent.Any(item => item.Outcome is null)) throw;
            return true;
        }
    }

    /// <summary>
    /// Reads the receipts that matter after a conflict. A receipt in the way means a redelivery, likely of the whole batch:
    /// all are read. A head in the way means another writer, or our own first try whose answer was lost: each account's
    /// first item tells, since an account's rows commit together.
    /// </summary>
    private async Task SettleAsync(JournalTransaction<THead, TEntry> plan, TableTransactionFailedException conflict,
        CancellationToken cancellation)
    {
        if (conflict.IsAlreadyExists() && !plan.IsHead(conflict.FailedTransactionActionIndex))
        {
            await SettleAsync([.. plan.Sent], cancellation);
            return;
        }

        var accounts = plan.Sent.GroupBy(item => item.Account).ToArray();
        await SettleAsync([.. accounts.Select(account => account.First())], cancellation);
        await SettleAsync([.. accounts.Where(account => account.First().Outcome is not null).SelectMany(account => account.Skip(1))],
            cancellation);
    }

    private async Task SettleAsync(JournalItem<THead, TEntry>[] doubtful, CancellationToken cancellation) =>
        await Parallel.ForEachAsync(doubtful, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation },
            async (item, token) =>
        {
            var row = await table.FindAsync(partition, JournalKeys.Receipt(item.Account, item.Key), token);
            if (row is not null) item.Settle(JournalRows<THead, TEntry>.ReadReceipt(row));
        });

    private async Task LoadHeadsAsync(string[] accounts, CancellationToken cancellation)
    {
        var missing = accounts.Where(account => !heads.ContainsKey(account)).ToHashSet(StringComparer.Ordinal);
        // One moved head fails a whole transaction: what is read in one go is not worth that risk.
        if (missing.Count >= RangeReadFrom) await LoadRangeAsync(missing, cancellation);
        else missing.RemoveWhere(Recall);
        var found = await Task.WhenAll(missing.Select(async account =>
            (Account: account, Row: await table.FindAsync(partition, JournalKeys.Head(account), cancellation))));
        foreach (var (account, row) in found) heads[account] = row is null ? NoEntries(account) : rows.ReadHead(row);
    }

    /// <summary>
    /// Reads the heads from the first to the last of these accounts, page by page, for as long as a page is cheaper than the point reads
    /// that remain: in a large shard most of what lies between is of others. What was found leaves the set.
    /// </summary>
    private async Task LoadRangeAsync(HashSet<string> missing, CancellationToken cancellation)
    {
        var keys = missing.Select(JournalKeys.Head).Order(StringComparer.Ordinal).ToArray();
        var pages = 0;
        await foreach (var page in table.QueryPagesAsync(Filters.Range(partition, keys[0], keys[^1] + " "), cancellation: cancellation))
        {
            foreach (var row in page.Values)
                if (missing.Remove(JournalKeys.AccountOfHead(row.RowKey)))
                    heads[JournalKeys.AccountOfHead(row.RowKey)] = rows.ReadHead(row);
            if (page.ContinuationToken is not null && missing.Count < RangeReadFrom * ++pages) return;
        }

        // It was read to its end, or there is no table yet.
        foreach (var account in missing) heads[account] = NoEntries(account);
        missing.Clear();
    }

    private bool Recall(string account)
    {
        if (!memory.TryGet(PlaceOf(account), out var head)) return false;
        heads[account] = head;
        return remembered.Add(account);
    }

    private void Remember(JournalHead<THead> head)
    {
        remembered.Remove(head.Account);
        heads[head.Account] = head;
        memory.Remember(PlaceOf(head.Account), head);
    }

    private void Forget(string account)
    {
        remembered.Remove(account);
        heads.Remove(account);
        memory.Forget(PlaceOf(account));
    }

    private string PlaceOf(string account) => $"{partition}~{account}";

    private JournalHead<THead> NoEntries(string account) =>
        new(account, 0, JournalHash.Genesis(rules.Table, space.Name, account), rules.Empty);

    /// <summary>Waits 0 to 5, 10, 20 … 320 ms: full jitter, so that contenders do not meet again.</summary>
    private Task PauseAsync(int conflicts, CancellationToken cancellation)
    {
        var most = 5 << Math.Min(conflicts - 1, 6);
        return Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(most + 1)), time, cancellation);
    }
}
