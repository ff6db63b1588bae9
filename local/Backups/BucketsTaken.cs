using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Grain.Functions.Journals;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// The scores of the older model. Of each person the buckets come before their sum; where they do not come to it, somebody wrote meanwhile,
/// and the person is read again.
/// </summary>
internal sealed class BucketsTaken(Table table, JournalSpace space)
{
    private const string BucketPrefix = "b~";
    private readonly List<TableEntity> later = [];

    /// <summary>What stands in place of what was read too early.</summary>
    public IReadOnlyCollection<TableEntity> Later => later;

    public async IAsyncEnumerable<TableEntity> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var shard = 0; shard < space.Shards; shard++)
        {
            var (partition, sums) =
                (JournalKeys.Partition(space.Name, shard), new Dictionary<string, (Int128, long)>(StringComparer.Ordinal));
            await foreach (var row in table.QueryAsync(Filters.Prefix(partition, BucketPrefix), cancellation))
            {
                Add(sums, row);
                yield return row;
            }

            await foreach (var row in table.QueryAsync(JournalKeys.Heads(partition), cancellation))
            {
                sums.Remove(JournalKeys.AccountOfHead(row.RowKey), out var sum);
                if (sum == SumOf(row)) yield return row;
                else await ReadAgainAsync(partition, JournalKeys.AccountOfHead(row.RowKey), cancellation);
            }

            foreach (var contributor in sums.Keys) await ReadAgainAsync(partition, contributor, cancellation);
        }
    }

    private async Task ReadAgainAsync(string partition, string contributor, CancellationToken cancellation)
    {
        while (true)
        {
            var rows = new List<TableEntity>();
            var before = await table.FindAsync(partition, JournalKeys.Head(contributor), cancellation);
            var buckets = Filters.Prefix(partition, $"{BucketPrefix}{TableKey.Escape(contributor)}~");
            await foreach (var row in table.QueryAsync(buckets, cancellation)) rows.Add(row);
            var after = await table.FindAsync(partition, JournalKeys.Head(contributor), cancellation);
            if (before?.ETag != after?.ETag) continue;
            later.AddRange(rows);
            if (after is not null) later.Add(after);
            return;
        }
    }

    private static void Add(Dictionary<string, (Int128 Micro, long Count)> sums, TableEntity bucket)
    {
        var contributor = JournalKeys.AccountOf(bucket.RowKey);
        var (micro, count) = sums.GetValueOrDefault(contributor);
        sums[contributor] = (micro + bucket.Required<long>("MicroPoints"), count + 1);
    }

    private static (Int128, long) SumOf(TableEntity head) => (head.Required<long>("MicroTotal"), head.Required<long>("Buckets"));
}
