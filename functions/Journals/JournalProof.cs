namespace Grain.Functions.Journals;

/// <summary>Proves one account: walks its entries in order, looks up each used key, and says exactly what is wrong first.</summary>
internal sealed class JournalProof<THead, TEntry>(Journal<THead, TEntry> journal, JournalSpace space)
{
    private readonly JournalRules<THead, TEntry> rules = journal.Rules;

    /// <returns>The first fault, or <see langword="null"/> when head, entries and their used keys agree.</returns>
    public async Task<string?> VerifyAsync(JournalHead<THead> head, CancellationToken cancellation)
    {
        var partition = space.PartitionOf(head.Account);
        var derived = journal.NoEntries(space, head.Account);
        await foreach (var entry in journal.ReadEntriesAsync(space, head.Account, 0, cancellation))
        {
            if (Fault(head, entry, derived) is { } fault) return fault;
            var row = await journal.Table.FindAsync(partition, JournalKeys.UsedKey(entry.Account, entry.Key), cancellation);
            if (row is null || JournalRows<THead, TEntry>.ReadUsedKey(row)
                != new UsedKey(entry.Seq, journal.Rows.ContentHash(entry.Value, entry.Content)))
                return $"{rules.Table} {head.Account}: the used key of entry {entry.Seq} is missing or differs (J2)";
            derived = After(derived, entry);
        }

        return Fault(head, derived);
    }

    /// <summary>The head that an entry makes of the one before it.</summary>
    public JournalHead<THead> After(JournalHead<THead> before, JournalEntry<TEntry> entry) =>
        before with { Seq = entry.Seq, Hash = entry.Hash, Totals = rules.Apply(before.Totals, entry.Value) };

    /// <summary>What is wrong with an entry that should follow on a head.</summary>
    public string? Fault(JournalHead<THead> head, JournalEntry<TEntry> entry, JournalHead<THead> before)
    {
        if (entry.Seq > head.Seq)
            return $"{rules.Table} {head.Account}: the head counts {head.Seq} entries, and there is an entry {entry.Seq} (J1)";
        if (entry.Seq != before.Seq + 1) return $"{rules.Table} {head.Account}: entry {before.Seq + 1} is missing (J1)";
        return entry.Hash == JournalHash.Next(before.Hash, entry.Seq, entry.Key, entry.RecordedAt, entry.Content)
            ? null
            : $"{rules.Table} {head.Account}: entry {entry.Seq} does not have the hash of its content (J4)";
    }

    /// <summary>What is wrong with the head of an account whose entries come to another.</summary>
    public string? Fault(JournalHead<THead> head, JournalHead<THead> derived)
    {
        if (derived.Seq != head.Seq)
            return $"{rules.Table} {head.Account}: the head counts {head.Seq} entries, there are {derived.Seq} (J1)";
        if (derived.Hash != head.Hash) return $"{rules.Table} {head.Account}: the head does not have the last entry's hash (J4)";
        var (sums, stored) = (Text(derived.Totals), Text(head.Totals));
        return sums == stored ? null : $"{rules.Table} {head.Account}: the head says {stored}, its entries say {sums} (J3)";

        string Text(THead totals) => JsonSerializer.Serialize(totals, rules.HeadJson);
    }
}
