using System.Text.Json;
using Grain.Functions.Storage;

namespace Grain.Functions.Credits;

/// <summary>The recent events of a space, newest first.</summary>
/// <remarks>
/// Table <c>events</c>: partition the space, row <see cref="CreditEvent.RowKey"/>. The key comes from the journal's entry, so
/// an event that is told again after a crash lands on the same row.
/// </remarks>
internal sealed class CreditEventFeed(StorageService storage)
{
    private readonly TableClient table = storage.For("credits").Table("events");

    /// <summary>Writes events down; those that are there already stay as they are.</summary>
    public async Task WriteAsync(string space, IReadOnlyList<CreditEvent> events, CancellationToken cancellationToken)
    {
        foreach (var rows in events.DistinctBy(item => item.RowKey).Select(item => Row(space, item)).Chunk(StorageLimits.TransactionOperations))
        {
            if (rows is [var row]) await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
            else await table.SubmitTransactionAsync([.. rows.Select(each => TableTransactionAction.Upsert(each, TableUpdateMode.Replace))], cancellationToken);
        }
    }

    /// <summary>The newest events after the one whose row key is <paramref name="after"/>; from the newest one on if that is absent.</summary>
    public async Task<IReadOnlyList<CreditEvent>> ReadAsync(string space, string? after, int limit, CancellationToken cancellationToken)
    {
        var events = new List<CreditEvent>(limit);
        // The exclamation mark sorts after the key itself and before every other one.
        await foreach (var row in table.QueryAsync(TableQuery.Range(space, after is null ? "0" : after + "!", ":", limit), cancellationToken))
        {
            events.Add(JsonSerializer.Deserialize(row.GetText("Event"), CreditJson.Answers.CreditEvent)!);
            if (events.Count == limit) break;
        }

        return events;
    }

    private static TableEntity Row(string space, CreditEvent item) => new TableEntity(space, item.RowKey).SetText("Event", item.ToJson());
}
