using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Journals;

/// <summary>What an audit found.</summary>
/// <param name="Accounts">Accounts proven.</param>
/// <param name="Entries">Entries proven.</param>
/// <param name="Fault">The first fault, naming table, account and invariant; <see langword="null"/> when there is none.</param>
internal sealed record JournalAuditResult(long Accounts, long Entries, string? Fault);

/// <summary>
/// Proves a whole space with range reads only. Of each shard the heads are held in memory, while entries and receipts
/// stream by: receipts do not lie in the order of their entries, so both sides are summed up by a hash that order does not
/// change, account by account. Where the sums differ the account is walked again, slowly, to name the very row.
/// The ledger may be written meanwhile: entries that came after the head was read are left out, once the head is seen to have moved.
/// </summary>
internal sealed class JournalAudit<THead, TEntry>(
    Journal<THead, TEntry> journal, Table table, JournalRules<THead, TEntry> rules, JournalRows<THead, TEntry> rows, JournalSpace space)
{
    private readonly JournalProof<THead, TEntry> proof = new(journal, table, rules, rows, space);
    private long accounts;
    private long entries;

    public async Task<JournalAuditResult> RunAsync(Func<JournalEntry<TEntry>, string?> onEntry, CancellationToken cancellation)
    {
        string? fault = null;
        for (var shard = 0; shard < space.Shards && fault is null; shard++) fault = await ProveShardAsync(shard, onEntry, cancellation);
        return new JournalAuditResult(accounts, entries, fault);
    }

    private async Task<string?> ProveShardAsync(int shard, Func<JournalEntry<TEntry>, string?> onEntry, CancellationToken cancellation)
    {
        var partition = JournalKeys.Partition(space.Name, shard);
        var open = new Dictionary<string, AccountAudit>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync(Filters.Range(partition, JournalKeys.HeadPrefix, JournalKeys.HeadsEnd), cancellation))
        {
            if (Read(row, rows.ReadHead, out var head) is { } fault) return fault;
            if (JournalKeys.Shard(head.Account, space.Shards) != shard)
                return $"{rules.Table} {head.Account}: the head lies in shard {shard}, where it does not belong";
            open.Add(head.Account, new AccountAudit(head, JournalHash.Genesis(rules.Table, space.Name, head.Account), rules.Empty));
        }

        await foreach (var row in table.QueryAsync(Filters.Prefix(partition, JournalKeys.EntryPrefix), cancellation))
        {
            if (Read(row, entry => rows.ReadEntry(JournalKeys.AccountOf(entry.RowKey), entry), out var entry) is { } fault) return fault;
            if (ProveEntry(open, row, entry) is { } wrong) return wrong;
            if (open.TryGetValue(entry.Account, out var account) && entry.Seq <= account.Head.Seq && onEntry(entry) is { } beyond)
                return beyond;
        }

        foreach (var account in open.Values)
            if (proof.Fault(account.Head, account.Seq, account.Hash, account.Totals) is { } wrong) return wrong;
        accounts += open.Count;
        return await ProveReceiptsAsync(partition, open, cancellation);
    }

    private string? ProveEntry(Dictionary<string, AccountAudit> open, TableEntity row, JournalEntry<TEntry> entry)
    {
        var account = Find(open, entry.Account);
        if (row.RowKey != JournalKeys.Entry(entry.Account, entry.Seq))
            return $"{rules.Table} {entry.Account}: the row {row.RowKey} says it is entry {entry.Seq} (J1)";
        if (entry.Seq > account.Head.Seq)
        {
            account.MustHaveReached = Math.Max(account.MustHaveReached, entry.Seq);
            return null;
        }

        if (proof.Fault(account.Head, entry, account.Seq, account.Hash) is { } wrong) return wrong;
        (account.Seq, account.Hash, account.Totals) = (entry.Seq, entry.Hash, rules.Apply(account.Totals, entry.Value));
        account.Receipts.Add($"{entry.Key}\n{entry.Seq}\n{rows.ContentHash(entry.Value, entry.Content)}");
        entries++;
        return null;
    }

    private async Task<string?> ProveReceiptsAsync(string partition, Dictionary<string, AccountAudit> open, CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(Filters.Prefix(partition, JournalKeys.ReceiptPrefix), cancellation))
        {
            if (Read(row, ReadReceipt, out var receipt) is { } fault) return fault;
            var account = Find(open, receipt.Account);
            if (receipt.Receipt.Seq > account.Head.Seq) account.MustHaveReached = Math.Max(account.MustHaveReached, receipt.Receipt.Seq);
            else account.Receipts.Remove($"{receipt.Key}\n{receipt.Receipt.Seq}\n{receipt.Receipt.ContentHash}");
        }

        foreach (var account in open.Values)
        {
            var head = account.MustHaveReached == 0 ? account.Head : await journal.ReadHeadAsync(space, account.Head.Account, cancellation);
            if (head.Seq < account.MustHaveReached || !account.Receipts.IsEmpty)
                return await proof.VerifyAsync(head, cancellation) ?? await SurplusAsync(partition, head.Account, cancellation);
        }

        return null;
    }

    /// <summary>An account without a head counts as one that has no entries yet: it must have got them in the meantime.</summary>
    private AccountAudit Find(Dictionary<string, AccountAudit> open, string account)
    {
        if (open.TryGetValue(account, out var found)) return found;
        var genesis = JournalHash.Genesis(rules.Table, space.Name, account);
        return open[account] = new AccountAudit(new JournalHead<THead>(account, 0, genesis, rules.Empty), genesis, rules.Empty);
    }

    /// <summary>Every entry has its receipt and yet the sums differ: there is a receipt that no entry has.</summary>
    private async Task<string> SurplusAsync(string partition, string account, CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(Filters.Prefix(partition, JournalKeys.Receipt(account, "")), cancellation))
        {
            var (_, key, receipt) = ReadReceipt(row);
            var entry = await journal.ReadPageAsync(space, account, receipt.Seq - 1, 1, cancellation);
            if (entry.Count == 0 || entry[0].Seq != receipt.Seq || entry[0].Key != key)
                return $"{rules.Table} {account}: the receipt '{key}' is of no entry (J5)";
        }

        return $"{rules.Table} {account}: the receipts changed while they were read; is somebody writing?";
    }

    private static (string Account, string Key, UsedKey Receipt) ReadReceipt(TableEntity row)
    {
        var account = JournalKeys.AccountOf(row.RowKey);
        return (account, TableKey.Unescape(row.RowKey[JournalKeys.Receipt(account, "").Length..]),
            JournalRows<THead, TEntry>.ReadReceipt(row));
    }

    /// <summary>Reads a row; what cannot be read is a fault and not a failure.</summary>
    private string? Read<T>(TableEntity row, Func<TableEntity, T> read, out T value)
    {
        try
        {
            value = read(row);
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or FormatException or OverflowException)
        {
            value = default!;
            return $"{rules.Table}: the row {row.Place()} cannot be read: {e.Message}";
        }
    }

    private sealed class AccountAudit(JournalHead<THead> head, string genesis, THead empty)
    {
        public JournalHead<THead> Head => head;
        public long Seq { get; set; }
        public string Hash { get; set; } = genesis;
        public THead Totals { get; set; } = empty;

        /// <summary>An entry or receipt of this number was seen beyond the head.</summary>
        public long MustHaveReached { get; set; }

        public UnorderedHash Receipts { get; } = new();
    }
}
