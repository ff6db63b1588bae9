using System.Runtime.ExceptionServices;
using Azure;
using Azure.Data.Tables;

namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>How many deliveries of a day were refused, and why.</summary>
/// <param name="Day">The UTC day, as <c>20261121</c>.</param>
/// <param name="Source">The address they came to.</param>
/// <param name="Reason">One of the few reasons that Grain has; nothing of what was sent.</param>
/// <param name="Count">How many, at least.</param>
internal sealed record RefusalCount(string Day, string Source, string Reason, long Count);

/// <summary>
/// Counts what did not prove who sent it. Nothing of it is stored but the count, and that at most every ten seconds for each reason, so
/// that no stranger can fill the storage. Counts that were not yet written when a process is killed are lost.
/// </summary>
/// <remarks>A row for each process, so that no two write the same one: <c>refused~{source}~{reason}~{process}</c>.</remarks>
internal sealed class RefusedDeliveries(Table table, TimeProvider time)
{
    private const string RowPrefix = "refused~";

    private readonly string process = RandomId.New(4);
    private readonly Lock gate = new();
    private readonly Dictionary<(string Space, string Day, string Source, string Reason), (long Count, bool IsWritten)> counts = [];

    private SemaphoreSlim Writing { get; } = new(1);

    /// <summary>Counts one.</summary>
    public void Add(string space, string source, string reason)
    {
        var key = (space, DeliveryId.DayOf(time.GetUtcNow()), source, reason);
        lock (gate) counts[key] = (counts.GetValueOrDefault(key).Count + 1, false);
    }

    /// <summary>Writes what was counted since the last time; when it returns, everything counted before is written.</summary>
    /// <param name="space">Of this space only; of all if absent. What is of one does not wait for another.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RequestFailedException">Storage failed for one or more; the next call writes these.</exception>
    public async Task FlushAsync(string? space, CancellationToken cancellation)
    {
        await Writing.WaitAsync(cancellation);
        try
        {
            await WriteAsync(space, cancellation);
        }
        finally
        {
            Writing.Release();
        }
    }

    private async Task WriteAsync(string? space, CancellationToken cancellation)
    {
        RequestFailedException? first = null;
        foreach (var (key, count) in Unwritten(space))
        {
            var row = new TableEntity(DeliveryId.Partition(key.Space, key.Day),
                $"{RowPrefix}{TableKey.Escape(key.Source)}~{TableKey.Escape(key.Reason)}~{process}")
            {
                ["Source"] = key.Source,
                ["Reason"] = key.Reason,
                ["Count"] = count,
            };
            try
            {
                await table.UpsertAsync(row, cancellation);
                lock (gate)
                    if (counts[key].Count == count) counts[key] = (count, true);
            }
            catch (RequestFailedException fault)
            {
                first ??= fault; // the others are written all the same
            }
        }

        if (first is not null) ExceptionDispatchInfo.Throw(first);
    }

    /// <summary>The counts of a day, all processes together.</summary>
    public async Task<IReadOnlyList<RefusalCount>> ReadAsync(string space, string day, CancellationToken cancellation)
    {
        var sums = new SortedDictionary<(string Source, string Reason), long>();
        await foreach (var row in table.QueryAsync(Filters.Prefix(DeliveryId.Partition(space, day), RowPrefix), cancellation))
        {
            var key = (row.Required<string>("Source"), row.Required<string>("Reason"));
            sums[key] = sums.GetValueOrDefault(key) + row.Required<long>("Count");
        }

        return [.. sums.Select(sum => new RefusalCount(day, sum.Key.Source, sum.Key.Reason, sum.Value))];
    }

    private List<KeyValuePair<(string Space, string Day, string Source, string Reason), long>> Unwritten(string? space)
    {
        var today = int.Parse(DeliveryId.DayOf(time.GetUtcNow()), CultureInfo.InvariantCulture);
        lock (gate)
        {
            foreach (var old in counts.Where(each => each.Value.IsWritten && int.Parse(each.Key.Day, CultureInfo.InvariantCulture) < today)
                .ToArray()) counts.Remove(old.Key);
            return [.. counts.Where(each => !each.Value.IsWritten && (space is null || each.Key.Space == space))
                .Select(each => KeyValuePair.Create(each.Key, each.Value.Count))];
        }
    }
}
