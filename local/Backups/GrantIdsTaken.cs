using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// What grant ids stand for, read after the grants, so that each grant that is in has its row. Rows that were written while the backup was
/// taken are held against the grants: an id whose grant came too late is free, as it was.
/// </summary>
internal sealed class GrantIdsTaken(Table table, Journal<GrantTotals, Grant> grants, JournalSpace space, JournalCut cut)
{
    private const char RightMark = '\n';

    /// <summary>Rows held against the grants at once.</summary>
    private const int LooksAtOnceMax = 32;

    /// <param name="youngest">Rows that were not changed since then are taken as they are.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<TableEntity> ReadAsync(DateTimeOffset youngest, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var partition = 0; partition < GrantIds.Partitions; partition++)
        {
            var rows = table.QueryAsync(Filters.Partition($"{space.Name}~{partition:x1}"), cancellation);
            await foreach (var some in rows.Chunk(LooksAtOnceMax).WithCancellation(cancellation))
                foreach (var row in await Task.WhenAll(some.Select(row => TakenAsync(row, youngest, cancellation))))
                    if (row is not null) yield return row;
        }
    }

    /// <summary>A row as it is in the backup, if there is anything of it.</summary>
    private async Task<TableEntity?> TakenAsync(TableEntity row, DateTimeOffset youngest, CancellationToken cancellation)
    {
        if (row.Timestamp < youngest || row.GetString("Contributor") is not { } contributor) return row;
        var (seq, hash) = await FindAsync(contributor, TableKey.Unescape(row.RowKey), cancellation);
        if (seq is { } counted && counted <= cut[grants.Rules.Table, contributor])
        {
            // Of two tellings at once the one that was not counted has not put the row right yet.
            if (hash is not null && hash != row.GetString("ContentHash")
                && await grants.FindAsync(space, contributor, TableKey.Unescape(row.RowKey), cancellation) is { } entry)
                (row["ContentHash"], row["MicroAmount"]) = (hash, entry.Value.Amount.Micro);
            return row;
        }

        foreach (var name in new[] { "Contributor", "ContentHash", "MicroAmount", "FirstAt" }) row.Remove(name);
        return RowLine.Properties(row).Any() ? row : null;
    }

    /// <summary>Where the grant of a reservation is counted, and with which content.</summary>
    private async Task<(long? Seq, string? Hash)> FindAsync(string contributor, string id, CancellationToken cancellation)
    {
        if (id[0] != RightMark)
        {
            var used = await grants.Table.FindAsync(space.PartitionOf(contributor), JournalKeys.UsedKey(contributor, id), cancellation);
            return (used?.Required<long>("Seq"), used?.Required<string>("ContentHash"));
        }

        await foreach (var entry in grants.ReadEntriesAsync(space, contributor, 0, cancellation))
            if (entry.Value.Corrects == id[1..]) return (entry.Seq, null);
        return default;
    }
}
