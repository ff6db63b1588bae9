using Azure.Data.Tables;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Writes rows that nobody has written: as many of a partition at once as a transaction takes. What is there already has to be the same;
/// so a restore that was cut off is simply done again, and never overwrites anything.
/// </summary>
internal sealed class RowInserts(Table table, Func<CancellationToken, Task> keep)
{
    /// <summary>A transaction takes 4 MiB of JSON, and JSON may take three bytes for each one that is stored.</summary>
    private const int BytesMax = 1_200_000;

    private readonly List<TableEntity> batch = [];
    private int bytes;

    /// <summary>Adds a row.</summary>
    /// <exception cref="CommandException">There is another row of its keys.</exception>
    public async Task AddAsync(TableEntity row, CancellationToken cancellation)
    {
        var size = row.StoredSize();
        if (batch.Count > 0 && (batch[0].PartitionKey != row.PartitionKey || batch.Count == StorageLimits.TransactionOperations
            || bytes + size > BytesMax)) await FlushAsync(cancellation);
        batch.Add(row);
        bytes += size;
    }

    /// <summary>Writes what is left.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await keep(cancellation);
        if (batch.Count > 0 && await table.TryTransactAsync([.. batch.Select(row => Table.Write(row, null))], cancellation) is null)
            foreach (var row in batch) await AddOneAsync(row, cancellation);
        batch.Clear();
        bytes = 0;
    }

    private async Task AddOneAsync(TableEntity row, CancellationToken cancellation)
    {
        if (await table.FindAsync(row.PartitionKey, row.RowKey, cancellation) is not { } found)
        {
            if (await table.TryWriteAsync(row, null, cancellation) is not null) return;
            found = (await table.FindAsync(row.PartitionKey, row.RowKey, cancellation))!;
        }

        if (!RowLine.AreEqual(found, row)) throw new CommandException(
            $"{table.Name} {row.Place()}: another row is there than the backup has; nothing was overwritten");
    }
}
