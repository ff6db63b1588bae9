using Azure.Data.Tables;

namespace Grain.Functions.Ledgers.Credits.Events;

/// <summary>
/// The recent events of a space, newest first. It is a view of the accounts, in which everything stays for ever; the feed keeps a number of
/// days.
/// </summary>
/// <remarks>
/// Table <c>events</c>: partition the space, row <see cref="CreditEvent.RowKey"/>. The key comes from the journal's entry, so
/// an event that is told again after a crash lands on the same row.
/// </remarks>
internal sealed class CreditEventFeed(StorageService storage, TimeProvider time)
{
    /// <summary>Rows a space's feed is swept of in one run: about a minute's work. The next run takes the rest.</summary>
    private const int SweptMax = 200_000;

    private readonly Table table = storage.For("credits").Table("events");

    /// <summary>Writes events down; those that are there already stay as they are.</summary>
    public async Task WriteAsync(string space, IReadOnlyList<CreditEvent> events, CancellationToken cancellation)
    {
        foreach (var rows in events.DistinctBy(item => item.RowKey).Select(item => Row(space, item))
            .Chunk(StorageLimits.TransactionOperations))
        {
            if (rows is [var row]) await table.UpsertAsync(row, cancellation);
            else await table.TransactAsync(
                [.. rows.Select(each => new TableTransactionAction(TableTransactionActionType.UpsertReplace, each))], cancellation);
        }
    }

    /// <summary>
    /// The newest events of the latest days after the one whose row key is <paramref name="after"/>; from the newest one on if that is
    /// absent.
    /// </summary>
    public async Task<IReadOnlyList<CreditEvent>> ReadAsync(string space, int days, string? after, int limit,
        CancellationToken cancellation)
    {
        var events = new List<CreditEvent>(limit);
        var (from, end) = (after is null ? "0" : after + "!", FirstOld(days));
        if (string.CompareOrdinal(from, end) >= 0) return events;
        // The exclamation mark sorts after the key itself and before every other one.
        await foreach (var row in table.QueryAsync(Filters.Range(space, from, end), pageSize: limit, cancellation: cancellation))
        {
            events.Add(JsonSerializer.Deserialize(row.Text("Event"), CreditEventJson.Default.CreditEvent)!);
            if (events.Count == limit) break;
        }

        return events;
    }

    /// <summary>
    /// Deletes the events that are older than the days a space keeps. What is told again later, when a merge is repeated, goes with the
    /// next run.
    /// </summary>
    /// <returns>How many were deleted; about <see cref="SweptMax"/> means that there may be more.</returns>
    public Task<int> SweepAsync(string space, int days, CancellationToken cancellation) =>
        table.SweepAsync(Filters.Range(space, FirstOld(days), ":"), SweptMax, cancellation);

    /// <summary>Where in the order of row keys the events begin that are too old.</summary>
    private string FirstOld(int days) => CreditEvent.RowKeyBefore(time.GetUtcNow().AddDays(-days));

    private static TableEntity Row(string space, CreditEvent item) => new TableEntity(space, item.RowKey).SetText("Event", item.ToJson());
}
