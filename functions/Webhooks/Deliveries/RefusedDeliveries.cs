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
    /// <exception cref="RequestFailedException">Storage failed; the next call writes it.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        await Writing.WaitAsync(cancellation);
        try
        {
            await WriteAsync(cancellation);
        }
        finally
        {
            Writing.Release();
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        foreach (var (key, count) in TakeUnwritten())
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
            }
            catch
            {
                lock (gate) counts[key] = (counts[key].Count, false);
                throw;
            }
        }
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

    private List<KeyValuePair<(string Space, string Day, string Source, string Reason), long>> TakeUnwritten()
    {
        var today = int.Parse(DeliveryId.DayOf(time.GetUtcNow()), CultureInfo.InvariantCulture);
        lock (gate)
        {
            foreach (var old in counts.Where(each => each.Value.IsWritten && int.Parse(each.Key.Day, CultureInfo.InvariantCulture) < today)
                .ToArray()) counts.Remove(old.Key);
            var unwritten =
                counts.Where(each => !each.Value.IsWritten).Select(each => KeyValuePair.Create(each.Key, each.Value.Count)).ToList();
            foreach (var (key, count) in unwritten) counts[key] = (count, true);
            return unwritten;
        }
    }
}
