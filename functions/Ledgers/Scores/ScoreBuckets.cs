using Azure.Data.Tables;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>
/// The legacy model: buckets that are overwritten, and their sum. Writing the same again changes nothing, so a repeat does
/// no harm; of different writes the last one counts, as it always did there. Invariant B1: a total is the sum of its buckets.
/// </summary>
/// <remarks>
/// Table <c>buckets</c>, partitions as the journals': row <c>h~{contributor}</c> the total, <c>b~{contributor}~{key}</c> a bucket; in a
/// sealed space the key is an HMAC, and stands sealed in <c>Key</c>.
/// Both change in one transaction under the total's ETag, so the total need not be summed up again to be what a sum would give.
/// </remarks>
internal sealed class ScoreBuckets(StorageService storage)
{
    private readonly Table table = storage.For("grants").Table("buckets");

    /// <summary>Overwrites a bucket. Its total names the writer, and so tells, after a doubt, whether it was this write.</summary>
    /// <exception cref="OverflowException">The total would leave its range; nothing was written.</exception>
    public async Task<BucketChange> WriteAsync(JournalSpace space, BucketWrite contribution, CancellationToken cancellation)
    {
        var (partition, headKey) = (space.PartitionOf(contribution.Contributor), JournalKeys.Head(contribution.Contributor));
        var bucketKey = BucketRows.KeyOf(contribution.Contributor, contribution.Key);
        var (written, seen) = ((BucketChange?)null, (TableEntity?)null);
        await new ExactlyOnce(table, partition, $"The score of {contribution.Contributor}").RunAsync(PlanAsync, cancellation);
        return written!;

        async Task<Attempt?> PlanAsync(int conflicts)
        {
            if (written is not null) return null;
            var rows = await Task.WhenAll(
                seen is null ? table.FindAsync(partition, headKey, cancellation) : Task.FromResult<TableEntity?>(seen),
                table.FindAsync(partition, bucketKey, cancellation));
            var (head, bucket) = (rows[0], rows[1]);
            var change = Change(head, bucket, contribution);
            var attempt =
                new Attempt { Committed = () => written = change, IsSettled = () => written is not null, Lost = _ => seen = null };
            if (change.Previous == contribution.Points) return attempt;
            attempt.Write(
                new TableEntity(partition, headKey)
                {
                    ["Format"] = 1,
                    ["MicroTotal"] = change.After.Micro,
                    ["Buckets"] = (head?.Required<long>("Buckets") ?? 0) + (bucket is null ? 1 : 0),
                    ["Writer"] = attempt.Writer,
                }, head?.ETag);
            attempt.Write(BucketRows.Of(partition, bucketKey, contribution, change.Grant), bucket?.ETag);
            attempt.Prove(new KeyInDoubt(headKey, "", row => seen = row));
            return attempt;
        }
    }

    /// <summary>A contributor's score; of nothing for somebody unknown.</summary>
    public async Task<Score> ReadAsync(JournalSpace space, string contributor, CancellationToken cancellation) =>
        await table.FindAsync(space.PartitionOf(contributor), JournalKeys.Head(contributor), cancellation) is { } row
            ? BucketRows.ScoreOf(row)
            : new Score(contributor, Points.Zero, 0);

    /// <summary>A contributor's buckets, by key.</summary>
    public async IAsyncEnumerable<Bucket> ReadBucketsAsync(JournalSpace space, string contributor,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var prefix = BucketRows.KeyOf(contributor, "");
        await foreach (var row in table.QueryAsync(Filters.Prefix(space.PartitionOf(contributor), prefix), cancellation))
            yield return new Bucket(
                row.GetString("Key") ?? TableKey.Unescape(row.RowKey[prefix.Length..]), BucketRows.PointsOf(row), BucketRows.GrantOf(row));
    }

    /// <summary>The scores of a shard.</summary>
    public async IAsyncEnumerable<Score> ReadShardAsync(JournalSpace space, int shard,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var heads = JournalKeys.Heads(JournalKeys.Partition(space.Name, shard));
        await foreach (var row in table.QueryAsync(heads, ["Format", "MicroTotal", "Buckets"], cancellation: cancellation))
            yield return BucketRows.ScoreOf(row);
    }

    /// <summary>Proves B1 for all contributors.</summary>
    /// <returns>How many there are, and the first fault.</returns>
    public async Task<(long Contributors, string? Fault)> ProveAsync(JournalSpace space, CancellationToken cancellation)
    {
        var contributors = 0L;
        for (var shard = 0; shard < space.Shards; shard++)
        {
            var sums = await SumAsync(JournalKeys.Partition(space.Name, shard), BucketRows.Prefix, cancellation);
            await foreach (var score in ReadShardAsync(space, shard, cancellation))
            {
                contributors++;
                sums.Remove(score.Contributor, out var derived);
                if (derived != (score.Total.Micro, score.Buckets)
                    && await StillDiffersAsync(space, score.Contributor, cancellation) is { } fault) return (contributors, fault);
            }

            foreach (var contributor in sums.Keys)
                if (await StillDiffersAsync(space, contributor, cancellation) is { } fault) return (contributors, fault);
        }

        return (contributors, null);
    }

    /// <summary>
    /// Looks again at one contributor, who may have been written to meanwhile: until the total is the same before and after the sum.
    /// </summary>
    private async Task<string?> StillDiffersAsync(JournalSpace space, string contributor, CancellationToken cancellation)
    {
        while (true)
        {
            var (partition, key) = (space.PartitionOf(contributor), JournalKeys.Head(contributor));
            var head = await table.FindAsync(partition, key, cancellation);
            var (sum, count) = (await SumAsync(partition, BucketRows.KeyOf(contributor, ""), cancellation)).GetValueOrDefault(contributor);
            var again = await table.FindAsync(partition, key, cancellation);
            if (again?.ETag != head?.ETag) continue;
            if (head is null) return $"buckets {contributor}: there are {count} buckets and no total (B1)";
            var score = BucketRows.ScoreOf(head);
            return score.Total.Micro == sum && score.Buckets == count
                ? null
                : $"buckets {contributor}: the total says {score.Total} in {score.Buckets} buckets, they "
                    + $"hold {new Points(Points.Bounded(sum))} in {count} (B1)";
        }
    }

    /// <summary>The sums of buckets by contributor; part of the buckets may sum up to more than all of them.</summary>
    private async Task<Dictionary<string, (Int128 Micro, long Count)>> SumAsync(string partition, string prefix,
        CancellationToken cancellation)
    {
        var sums = new Dictionary<string, (Int128 Micro, long Count)>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync(Filters.Prefix(partition, prefix), ["MicroPoints"], cancellation: cancellation))
        {
            var contributor = JournalKeys.AccountOf(row.RowKey);
            var (sum, count) = sums.GetValueOrDefault(contributor);
            sums[contributor] = (sum + BucketRows.PointsOf(row).Micro, count + 1);
        }

        return sums;
    }

    private static BucketChange Change(TableEntity? head, TableEntity? bucket, BucketWrite contribution)
    {
        var before = head is null ? Points.Zero : BucketRows.ScoreOf(head).Total;
        Points? previous = bucket is null ? null : BucketRows.PointsOf(bucket);
        var grant = bucket is null ? contribution.AsGrant()
            : BucketRows.GrantOf(bucket);
        return new BucketChange(previous, before, After(before, previous ?? Points.Zero, contribution.Points), grant, head is null);
    }

    /// <exception cref="OverflowException">It would leave the range of totals.</exception>
    private static Points After(Points before, Points previous, Points points)
    {
        var after = (Int128)before.Micro - previous.Micro + points.Micro;
        var (isWithin, isNearer) = (Int128.Abs(after) <= Points.TotalMax.Micro, Int128.Abs(after) <= Int128.Abs(before.Micro));
        return isWithin || isNearer ? new Points((long)after) : throw new OverflowException("The total would leave its range.");
    }
}
