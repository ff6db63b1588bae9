
namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>Which deliveries somebody wants to see.</summary>
/// <param name="Source">Only those of this sender.</param>
/// <param name="Outcome">Only those with this outcome.</param>
/// <param name="After">Those before this one in time; <see langword="null"/> from the newest on.</param>
internal sealed record DeliveryFilter(string? Source, string? Outcome, DeliveryId? After);

/// <summary>Reads the log of deliveries, the newest first, and sweeps it.</summary>
internal sealed class DeliveryPages(StorageService storage, TimeProvider time)
{
    /// <summary>Rows a day's partition is swept of in one run: about a minute's work. The next run takes the rest.</summary>
    private const int SweptMax = 200_000;

    private static readonly string?[] Came = ["accepted", "ignored", "malformed"];

    private readonly Table table = storage.For("deliveries").Table("deliveries");

    /// <summary>A page; shorter than <paramref name="limit"/> only at the end.</summary>
    public async Task<IReadOnlyList<DeliveryRecord>> ReadAsync(string space, int days, DeliveryFilter filter, int limit,
        CancellationToken cancellation)
    {
        var found = new List<DeliveryRecord>(limit);
        foreach (var day in Days(days))
        {
            if (filter.After is { } last && string.CompareOrdinal(day, last.Day) > 0) continue;
            // The exclamation mark sorts after the key itself and before every other one.
            var from = filter.After is { } after && after.Day == day ? after.RowKey + "!" : "0";
            var range = Filters.Range(DeliveryId.Partition(space, day), from, ":") + Conditions(filter);
            await foreach (var row in table.QueryAsync(range, DeliveryRecord.Listed, cancellation: cancellation))
            {
                found.Add(DeliveryRecord.Read(row));
                if (found.Count == limit) return found;
            }
        }

        return found;
    }

    /// <summary>One delivery, with its payload if it was kept.</summary>
    public async Task<DeliveryRecord?> FindAsync(string space, DeliveryId id, CancellationToken cancellation) =>
        await table.FindAsync(id.PartitionOf(space), id.RowKey, cancellation) is { } row ? DeliveryRecord.Read(row) : null;

    /// <summary>
    /// The ids that a sender gave to what came of it between two moments, and was not failed by Grain itself.
    /// </summary>
    /// <returns><see langword="null"/> if there are more than <paramref name="most"/>.</returns>
    public async Task<IReadOnlyCollection<string>?> ReadHereAsync(
        string space, string source, DateTimeOffset from, DateTimeOffset until, int most, CancellationToken cancellation)
    {
        var found = new List<string>();
        for (var day = until.UtcDateTime.Date; day >= from.UtcDateTime.Date; day = day.AddDays(-1))
        {
            var partition = DeliveryId.Partition(space, DeliveryId.DayOf(new DateTimeOffset(day, TimeSpan.Zero)));
            var range = Filters.Range(partition, DeliveryId.KeyOf(until), DeliveryId.KeyOf(from) + "~")
                + Conditions(new(source, null, null));
            await foreach (var row in table.QueryAsync(range, ["Delivery", "Outcome"], cancellation: cancellation))
            {
                if (!Came.Contains(row.GetString("Outcome"))) continue;
                if (found.Count == most) return null;
                found.Add(row.Required<string>("Delivery"));
            }
        }

        return found;
    }

    /// <summary>The days that are kept, today first.</summary>
    public IEnumerable<string> Days(int days)
    {
        var today = time.GetUtcNow();
        return Enumerable.Range(0, days).Select(back => DeliveryId.DayOf(today.AddDays(-back)));
    }

    /// <summary>Deletes what is older than the days that the space keeps.</summary>
    /// <returns>How many rows were deleted; <see cref="SweptMax"/> means that there may be more.</returns>
    public Task<int> SweepAsync(string space, int days, CancellationToken cancellation)
    {
        var firstKept = DeliveryId.Partition(space, Days(days).Last());
        var old = $"PartitionKey ge {Filters.Literal(DeliveryId.Partition(space, "0"))} and PartitionKey lt {Filters.Literal(firstKept)}";
        return table.SweepAsync(old, SweptMax, cancellation);
    }

    private static string Conditions(DeliveryFilter filter) =>
        (filter.Source is { } source ? $" and Source eq {Filters.Literal(source)}" : "")
        + (filter.Outcome is { } outcome ? $" and Outcome eq {Filters.Literal(outcome)}" : "");
}
