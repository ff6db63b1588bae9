using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// Keeps ids unique in a space whose callers are spread over shards (A5): an id is reserved for a shard, for ever, before its fact is
/// counted there. A crash between the two leaves a reservation under which the same fact is counted when it is sent again.
/// </summary>
internal sealed class ActivityIds(ActivityStore store)
{
    private const string Shard = "Shard";
    private const int BatchesAtOnceMax = 8;

    /// <summary>
    /// Settles facts that need no counting: those of before, and those whose id belongs to somebody in another shard; reserves the ids of
    /// all others.
    /// </summary>
    public async Task ReserveAsync(ActivityLayout layout, IReadOnlyList<ActivityItem> items, Func<string, bool> isOptedOut,
        CancellationToken cancellation)
    {
        var open = items.Where(item => item is { UsedKey: not null, Outcome: null } && !isOptedOut(item.Caller)).ToArray();
        if (layout.HasBefore)
            await new ExactlyOnce(store.Table, layout.Space, $"The activity of {layout.Space}").FindAsync(
                [.. open.Select(item => item.InDoubt)], cancellation);
        var wanted = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in open.Where(item => item.Outcome is null)) wanted.TryAdd(item.UsedKey!, layout.ShardOf(item.Caller));
        var owners = await ReserveAsync(layout.Space, wanted, cancellation);
        foreach (var item in open.Where(item => item.Outcome is null))
            if (owners[item.UsedKey!] != layout.ShardOf(item.Caller)) item.Outcome = ActivityOutcome.ConflictsWithEarlier;
    }

    /// <summary>All reservations of a space, by the used keys of facts.</summary>
    public async Task<Dictionary<string, int>> ReadAsync(string space, CancellationToken cancellation)
    {
        var all = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var partition in ActivityKeys.IdPartitions(space))
            await foreach (var row in store.Table.QueryAsync(Filters.Prefix(partition, ActivityKeys.IdPrefix), cancellation))
                all.Add(ActivityKeys.UsedKeyOfId(row.RowKey), row.Required<int>(Shard));
        return all;
    }

    private async Task<ConcurrentDictionary<string, int>> ReserveAsync(
        string space, OrderedDictionary<string, int> wanted, CancellationToken cancellation)
    {
        var owners = new ConcurrentDictionary<string, int>(wanted, StringComparer.Ordinal);
        var batches = wanted.GroupBy(id => ActivityKeys.IdPartition(space, id.Key))
            .SelectMany(partition => partition.Chunk(StorageLimits.TransactionOperations));
        await Parallel.ForEachAsync(batches,
            new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnceMax, CancellationToken = cancellation }, async (batch, token) =>
        {
            var rows = batch.Select(id => Table.Write(Row(space, id), null)).ToArray();
            if (await store.Table.TryTransactAsync(rows, token) is not null) return;
            foreach (var id in batch) owners[id.Key] = await ReserveOneAsync(space, id, token);
        });
        return owners;
    }

    /// <summary>Reads first: most ids of a batch that failed belong to a redelivery and are there.</summary>
    private Task<int> ReserveOneAsync(string space, KeyValuePair<string, int> id, CancellationToken cancellation) =>
        store.Table.Contention.UntilDoneAsync($"The id {id.Key} of {space}", async () =>
        {
            var row = Row(space, id);
            if (await store.Table.FindAsync(row.PartitionKey, row.RowKey, cancellation) is { } found)
                return (true, found.Required<int>(Shard));
            return (await store.Table.TryWriteAsync(row, null, cancellation) is not null, id.Value);
        }, cancellation);

    private static TableEntity Row(string space, KeyValuePair<string, int> id) =>
        new(ActivityKeys.IdPartition(space, id.Key), ActivityKeys.Id(id.Key)) { [Shard] = id.Value };
}
