using System.Runtime.CompilerServices;
using Grain.Functions.Storage;

namespace Grain.Functions.Journals;

/// <summary>
/// The append-only structure under the three ledgers: accounts, each with an ordered list of immutable entries, an
/// idempotency key per entry, and a head with running totals. This class reads it; <see cref="JournalWriter{THead,TEntry}"/>
/// writes it.
/// </summary>
/// <remarks>
/// Invariants. J1: the entries of an account are numbered 1, 2, … without gaps. J2: a key stands for one entry of its
/// account for ever. J3: the head's totals are the fold of all entries. J4: the head's hash is that of the last entry, and
/// each entry's hash covers the one before. J5: head, entries and receipts of one append commit together or not at all.
/// </remarks>
public sealed class Journal<THead, TEntry>
{
    private readonly TimeProvider time;
    private readonly JournalRules<THead, TEntry> rules;
    private readonly JournalRows<THead, TEntry> rows;
    private readonly TableClient table;

    /// <summary>Opens the journal that <paramref name="rules"/> describe. Nothing is read or written.</summary>
    public Journal(StorageService storage, TimeProvider time, JournalRules<THead, TEntry> rules)
    {
        (this.time, this.rules) = (time, rules);
        rows = new JournalRows<THead, TEntry>(rules);
        table = storage.Table(rules.Table);
    }

    /// <summary>
    /// Appends entries, of one account or of many: each account's in the order given, all of an account's or none where
    /// they fit one transaction (49 entries). One outcome per entry, in the order given.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">
    /// Storage failed for good. What was written stays written and its receipts say so: append the same again.
    /// </exception>
    public Task<IReadOnlyList<AppendOutcome<THead>>> AppendAsync(
        JournalSpace space, IReadOnlyList<JournalAppend<TEntry>> appends, CancellationToken cancellationToken) =>
        new JournalWriter<THead, TEntry>(table, rules, rows, time, space).AppendAsync(appends, cancellationToken);

    /// <summary>Where an account stands; with zero entries when it has none.</summary>
    public async Task<JournalHead<THead>> ReadHeadAsync(JournalSpace space, string account, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync(space.PartitionOf(account), JournalKeys.Head(account), cancellationToken);
        return row is null ? NoEntries(space, account) : rows.ReadHead(row);
    }

    /// <summary>All accounts of the space, shard by shard, each shard in the order of the escaped ids: one range read a shard and page.</summary>
    public async IAsyncEnumerable<JournalHead<THead>> ReadHeadsAsync(
        JournalSpace space, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var shard = 0; shard < space.Shards; shard++)
        {
            var heads = TableQuery.Range(JournalKeys.Partition(space.Name, shard), JournalKeys.HeadPrefix, JournalKeys.HeadsEnd);
            await foreach (var row in table.QueryAsync(heads, cancellationToken)) yield return rows.ReadHead(row);
        }
    }

    /// <summary>The entries of an account after <paramref name="afterSeq"/>, oldest first, a page at a time.</summary>
    public async IAsyncEnumerable<JournalEntry<TEntry>> ReadEntriesAsync(
        JournalSpace space, string account, long afterSeq = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var range = TableQuery.Range(space.PartitionOf(account), JournalKeys.Entry(account, afterSeq + 1), JournalKeys.EntriesEnd(account));
        await foreach (var row in table.QueryAsync(range, cancellationToken)) yield return rows.ReadEntry(account, row);
    }

    /// <summary>The same entries, at most <paramref name="limit"/> of them.</summary>
    public async Task<IReadOnlyList<JournalEntry<TEntry>>> ReadPageAsync(
        JournalSpace space, string account, long afterSeq, int limit, CancellationToken cancellationToken)
    {
        var range = TableQuery.Range(
            space.PartitionOf(account), JournalKeys.Entry(account, afterSeq + 1), JournalKeys.Entry(account, afterSeq + 1 + limit));
        var page = new List<JournalEntry<TEntry>>(Math.Min(limit, 1000));
        await foreach (var row in table.QueryAsync(range, cancellationToken)) page.Add(rows.ReadEntry(account, row));
        return page;
    }

    /// <summary>The entry that was appended under a key, or <see langword="null"/> if the key is free: two reads.</summary>
    public async Task<JournalEntry<TEntry>?> FindAsync(JournalSpace space, string account, string key, CancellationToken cancellationToken)
    {
        if (await ReadReceiptAsync(space, account, key, cancellationToken) is not { } receipt) return null;
        var row = await table.GetEntityIfExistsAsync(space.PartitionOf(account), JournalKeys.Entry(account, receipt.Seq), cancellationToken);
        return row is null ? throw new InvalidDataException($"J5: {rules.Table} {account} has a receipt for '{key}' and no entry.") : rows.ReadEntry(account, row);
    }

    /// <summary>Walks an account's whole journal and re-derives everything: J1 to J4.</summary>
    /// <returns>The first fault, or <see langword="null"/> when head and entries agree.</returns>
    public async Task<string?> VerifyAsync(JournalSpace space, JournalHead<THead> head, CancellationToken cancellationToken)
    {
        var (seq, hash, totals) = (0L, JournalHash.Genesis(rules.Table, space.Name, head.Account), rules.Empty);
        await foreach (var entry in ReadEntriesAsync(space, head.Account, 0, cancellationToken))
        {
            if (entry.Seq != seq + 1) return $"{rules.Table} {head.Account}: entry {seq + 1} is missing (J1)";
            var expected = JournalHash.Next(hash, entry.Seq, entry.Key, entry.RecordedAt, entry.Content);
            if (entry.Hash != expected) return $"{rules.Table} {head.Account}: entry {entry.Seq} does not have the hash of its content (J4)";
            var receipt = await ReadReceiptAsync(space, head.Account, entry.Key, cancellationToken);
            if (receipt is null || receipt.Seq != entry.Seq || receipt.ContentHash != JournalHash.Of(entry.Content))
                return $"{rules.Table} {head.Account}: the receipt of entry {entry.Seq} is missing or differs (J2)";
            (seq, hash, totals) = (entry.Seq, entry.Hash, rules.Apply(totals, entry.Value));
        }

        if (seq != head.Seq) return $"{rules.Table} {head.Account}: the head counts {head.Seq} entries, there are {seq} (J1)";
        if (hash != head.Hash) return $"{rules.Table} {head.Account}: the head does not have the last entry's hash (J4)";
        var derived = System.Text.Json.JsonSerializer.Serialize(totals, rules.HeadJson);
        var stored = System.Text.Json.JsonSerializer.Serialize(head.Totals, rules.HeadJson);
        return derived == stored ? null : $"{rules.Table} {head.Account}: the head says {stored}, its entries say {derived} (J3)";
    }

    private async Task<JournalReceipt?> ReadReceiptAsync(JournalSpace space, string account, string key, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync(space.PartitionOf(account), JournalKeys.Receipt(account, key), cancellationToken);
        return row is null ? null : JournalRows<THead, TEntry>.ReadReceipt(row);
    }

    private JournalHead<THead> NoEntries(JournalSpace space, string account) =>
        new(account, 0, JournalHash.Genesis(rules.Table, space.Name, account), rules.Empty);
}

/// <summary>The part of a space that a journal must know: its name, and over how many partitions it is spread.</summary>
/// <param name="Name">The space's name; letters, digits and dashes.</param>
/// <param name="Shards">Fixed when the space is made, 1 to 256.</param>
public readonly record struct JournalSpace(string Name, int Shards)
{
    internal string PartitionOf(string account) => JournalKeys.Partition(Name, JournalKeys.Shard(account, Shards));
}
