namespace Grain.Functions.Ledgers.Journals;

/// <summary>Proves one account: walks its entries in order, looks up each receipt, and says exactly what is wrong first.</summary>
internal sealed class JournalProof<THead, TEntry>(
    Journal<THead, TEntry> journal, Table table, JournalRules<THead, TEntry> rules, JournalRows<THead, TEntry> rows, JournalSpace space)
{
    /// <returns>The first fault, or <see langword="null"/> when head, entries and their receipts agree.</returns>
    public async Task<string?> VerifyAsync(JournalHead<THead> head, CancellationToken cancellation)
    {
        var (seq, hash, totals) = (0L, JournalHash.Genesis(rules.Table, space.Name, head.Account), rules.Empty);
        await foreach (var entry in journal.ReadEntriesAsync(space, head.Account, 0, cancellation))
        {
            if (Fault(head, entry, seq, hash) is { } fault) return fault;
            if (await ReadReceiptAsync(entry.Account, entry.Key, cancellation) is not { } receipt
                || receipt.Seq != entry.Seq || receipt.ContentHash != rows.ContentHash(entry.Value, entry.Content))
                return $"{rules.Table} {head.Account}: the receipt of entry {entry.Seq} is missing or differs (J2)";
            (seq, hash, totals) = (entry.Seq, entry.Hash, rules.Apply(totals, entry.Value));
        }

        return Fault(head, seq, hash, totals);
    }

    /// <summary>What is wrong with an entry that should follow on entry <paramref name="seq"/> with <paramref name="hash"/>.</summary>
    public string? Fault(JournalHead<THead> head, JournalEntry<TEntry> entry, long seq, string hash)
    {
        if (entry.Seq > head.Seq)
            return $"{rules.Table} {head.Account}: the head counts {head.Seq} entries, and there is an entry {entry.Seq} (J1)";
        if (entry.Seq != seq + 1) return $"{rules.Table} {head.Account}: entry {seq + 1} is missing (J1)";
        return entry.Hash == JournalHash.Next(hash, entry.Seq, entry.Key, entry.RecordedAt, entry.Content)
            ? null
            : $"{rules.Table} {head.Account}: entry {entry.Seq} does not have the hash of its content (J4)";
    }

    /// <summary>What is wrong with the head of an account whose entries come to this.</summary>
    public string? Fault(JournalHead<THead> head, long seq, string hash, THead totals)
    {
        if (seq != head.Seq) return $"{rules.Table} {head.Account}: the head counts {head.Seq} entries, there are {seq} (J1)";
        if (hash != head.Hash) return $"{rules.Table} {head.Account}: the head does not have the last entry's hash (J4)";
        var derived = JsonSerializer.Serialize(totals, rules.HeadJson);
        var stored = JsonSerializer.Serialize(head.Totals, rules.HeadJson);
        return derived == stored ? null : $"{rules.Table} {head.Account}: the head says {stored}, its entries say {derived} (J3)";
    }

    private async Task<UsedKey?> ReadReceiptAsync(string account, string key, CancellationToken cancellation)
    {
        var row = await table.FindAsync(space.PartitionOf(account), JournalKeys.Receipt(account, key), cancellation);
        return row is null ? null : JournalRows<THead, TEntry>.ReadReceipt(row);
    }
}
