using Azure.Data.Tables;

namespace Grain.Functions.Journals;

/// <summary>What a proof found.</summary>
/// <param name="Accounts">Accounts proven.</param>
/// <param name="Entries">Entries proven.</param>
/// <param name="Fault">The first fault, naming table, account and invariant; <see langword="null"/> when there is none.</param>
internal sealed record SpaceProofResult(long Accounts, long Entries, string? Fault);

/// <summary>
/// Proves a whole space with range reads only. Of each shard the heads are held in memory, while entries and used keys
/// stream by: used keys do not lie in the order of their entries, so both sides are summed up by a hash that order does not
/// change, account by account. Where the sums differ the account is walked again, slowly, to name the very row.
/// The ledger may be written meanwhile: entries that came after the head was read are left out, once the head is seen to have moved.
/// </summary>
internal sealed class SpaceProof<THead, TEntry>(Journal<THead, TEntry> journal, JournalSpace space)
{
    private readonly JournalProof<THead, TEntry> proof = new(journal, space);
    private readonly Table table = journal.Table;
    private readonly JournalRows<THead, TEntry> rows = journal.Rows;
    private readonly JournalRules<THead, TEntry> rules = journal.Rules;
    private long accounts;
    private long entries;

    public async Task<SpaceProofResult> RunAsync(Func<JournalEntry<TEntry>, string?> onEntry, CancellationToken cancellation)
    {
        string? fault = null;
        for (var shard = 0; shard < space.Shards && fault is null; shard++) fault = await ProveShardAsync(shard, onEntry, cancellation);
        return new SpaceProofResult(accounts, entries, fault);
    }

    private async Task<string?> ProveShardAsync(int shard, Func<JournalEntry<TEntry>, string?> onEntry, CancellationToken cancellation)
    {
        var partition = JournalKeys.Partition(space.Name, shard);
        var open = new Dictionary<string, AccountProof>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync(JournalKeys.Heads(partition), cancellation))
        {
            if (Read(row, rows.ReadHead, out var head) is { } fault) return fault;
            if (JournalKeys.Shard(head.Account, space.Shards) != shard)
                return $"{rules.Table} {head.Account}: the head lies in shard {shard}, where it does not belong";
            open.Add(head.Account, new AccountProof(head, journal.NoEntries(space, head.Account)));
        }

        await foreach (var row in table.QueryAsync(Filters.Prefix(partition, JournalKeys.EntryPrefix), cancellation))
        {
            if (Read(row, entry => rows.ReadEntry(JournalKeys.AccountOf(entry.RowKey), entry), out var entry) is { } fault) return fault;
            if (ProveEntry(open, row, entry) is { } wrong) return wrong;
            if (open.TryGetValue(entry.Account, out var account) && entry.Seq <= account.Head.Seq && onEntry(entry) is { } beyond)
                return beyond;
        }

        foreach (var account in open.Values)
            if (proof.Fault(account.Head, account.Derived) is { } wrong) return wrong;
        accounts += open.Count;
        return await ProveUsedKeysAsync(partition, open, cancellation);
    }

    private string? ProveEntry(Dictionary<string, AccountProof> open, TableEntity row, JournalEntry<TEntry> entry)
    {
        var account = Find(open, entry.Account);
        if (row.RowKey != JournalKeys.Entry(entry.Account, entry.Seq))
            return $"{rules.Table} {entry.Account}: the row {row.RowKey} says it is entry {entry.Seq} (J1)";
        if (entry.Seq > account.Head.Seq)
        {
            account.MustHaveReached = Math.Max(account.MustHaveReached, entry.Seq);
            return null;
        }

        if (proof.Fault(account.Head, entry, account.Derived) is { } wrong) return wrong;
        account.Derived = proof.After(account.Derived, entry);
        account.UsedKeys.Add($"{entry.Key}\n{entry.Seq}\n{rows.ContentHash(entry.Value, entry.Content)}");
        entries++;
        return null;
    }

    private async Task<string?> ProveUsedKeysAsync(string partition, Dictionary<string, AccountProof> open, CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(Filters.Prefix(partition, JournalKeys.UsedKeyPrefix), cancellation))
        {
            if (Read(row, ReadUsedKey, out var used) is { } fault) return fault;
            var (account, seq) = (Find(open, used.Account), used.Proof.Seq);
            if (seq > account.Head.Seq) account.MustHaveReached = Math.Max(account.MustHaveReached, seq);
            else account.UsedKeys.Remove($"{used.Key}\n{seq}\n{used.Proof.ContentHash}");
        }

        foreach (var account in open.Values)
        {
            var head = account.MustHaveReached == 0 ? account.Head : await journal.ReadHeadAsync(space, account.Head.Account, cancellation);
            if (head.Seq < account.MustHaveReached || !account.UsedKeys.IsEmpty)
                return await proof.VerifyAsync(head, cancellation) ?? await SurplusAsync(partition, head.Account, cancellation);
        }

        return null;
    }

    /// <summary>An account without a head counts as one that has no entries yet: it must have got them in the meantime.</summary>
    private AccountProof Find(Dictionary<string, AccountProof> open, string account)
    {
        if (open.TryGetValue(account, out var found)) return found;
        var empty = journal.NoEntries(space, account);
        return open[account] = new AccountProof(empty, empty);
    }

    /// <summary>Every entry has its used key and yet the sums differ: there is a used key that no entry has.</summary>
    private async Task<string> SurplusAsync(string partition, string account, CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(Filters.Prefix(partition, JournalKeys.UsedKey(account, "")), cancellation))
        {
            var (_, key, used) = ReadUsedKey(row);
            var entry = await journal.ReadPageAsync(space, account, used.Seq - 1, 1, cancellation);
            if (entry.Count == 0 || entry[0].Seq != used.Seq || entry[0].Key != key)
                return $"{rules.Table} {account}: the used key '{key}' is of no entry (J5)";
        }

        return $"{rules.Table} {account}: the used keys changed while they were read; is somebody writing?";
    }

    private static (string Account, string Key, UsedKey Proof) ReadUsedKey(TableEntity row)
    {
        var account = JournalKeys.AccountOf(row.RowKey);
        return (account, TableKey.Unescape(row.RowKey[JournalKeys.UsedKey(account, "").Length..]),
            JournalRows<THead, TEntry>.ReadUsedKey(row));
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

    private sealed class AccountProof(JournalHead<THead> head, JournalHead<THead> empty)
    {
        public JournalHead<THead> Head => head;

        /// <summary>The head that the entries so far come to.</summary>
        public JournalHead<THead> Derived { get; set; } = empty;

        /// <summary>An entry or used key of this number was seen beyond the head.</summary>
        public long MustHaveReached { get; set; }

        public UnorderedHash UsedKeys { get; } = new();
    }
}
