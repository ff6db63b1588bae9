using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Grain.Functions.Journals;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// The rows of a journal as they were at a cut: entries and used keys up to it, and of each account the head that they lead to. A head
/// that has moved on is made again of the entries, which is what it is the sum of.
/// </summary>
internal static class JournalRowsTaken
{
    public static async IAsyncEnumerable<TableEntity> ReadAsync<THead, TEntry>(
        Journal<THead, TEntry> journal, JournalSpace space, JournalCut cut, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var shard = 0; shard < space.Shards; shard++)
            await foreach (var row in ReadAsync(journal, space, shard, cut, cancellation)) yield return row;
    }

    private static async IAsyncEnumerable<TableEntity> ReadAsync<THead, TEntry>(
        Journal<THead, TEntry> journal, JournalSpace space, int shard, JournalCut cut,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (partition, table, proof) =
            (JournalKeys.Partition(space.Name, shard), journal.Rules.Table, new JournalProof<THead, TEntry>(journal, space));
        var moved = new Dictionary<string, JournalHead<THead>>(StringComparer.Ordinal);
        await foreach (var row in journal.Table.QueryAsync(JournalKeys.Heads(partition), cancellation))
        {
            var (account, seq) = (JournalKeys.AccountOfHead(row.RowKey), row.Required<long>("Seq"));
            var taken = cut[table, account];
            if (seq == taken) yield return row;
            else if (taken > 0) moved[account] = journal.NoEntries(space, account);
        }

        await foreach (var row in journal.Table.QueryAsync(Filters.Prefix(partition, JournalKeys.EntryPrefix), cancellation))
        {
            var (account, seq) = (JournalKeys.AccountOf(row.RowKey), row.Required<long>("Seq"));
            if (seq > cut[table, account]) continue;
            if (moved.TryGetValue(account, out var head)) moved[account] = proof.After(head, journal.Rows.ReadEntry(account, row));
            yield return row;
        }

        await foreach (var row in journal.Table.QueryAsync(Filters.Prefix(partition, JournalKeys.UsedKeyPrefix), cancellation))
            if (row.Required<long>("Seq") <= cut[table, JournalKeys.AccountOf(row.RowKey)]) yield return row;
        foreach (var head in moved.Values) yield return journal.Rows.Head(partition, head);
    }
}
