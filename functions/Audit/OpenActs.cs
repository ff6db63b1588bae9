using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Audit;

/// <summary>An act that was begun and is not in a journal yet.</summary>
/// <param name="Id">Its own; also where its row lies.</param>
/// <param name="Space">The space that it is done to; absent if to none.</param>
/// <param name="IsOfOwners">Whether it stands in the owners' journal.</param>
/// <param name="Entry">What is known of it.</param>
/// <param name="Once">See <see cref="Act.Once"/>.</param>
internal sealed record OpenAct(string Id, string? Space, bool IsOfOwners, AuditEntry Entry, string? Once)
{
    /// <summary>Under which it is in the journal, once.</summary>
    public string Key => Once is null ? Id : $"{Entry.Operation}:{Once}";
}

/// <summary>
/// Acts that were begun: rows of one partition beside the journals, so that what nobody came back to tell of is found, whatever space it is
/// of. A row is there before the act is done, and goes when its entry is written.
/// </summary>
internal sealed class OpenActs(StorageService storage)
{
    /// <summary>Their partition: no space has an underscore.</summary>
    public const string Partition = "_open";

    private readonly Table table = storage.For("audit").Table("audit");

    /// <summary>Writes an act down that is about to be done, or what more is known of it.</summary>
    public Task WriteAsync(OpenAct act, CancellationToken cancellation)
    {
        var row = new TableEntity(Partition, act.Id) { ["Format"] = 1, ["IsOfOwners"] = act.IsOfOwners };
        if (act.Space is not null) row["Space"] = act.Space;
        if (act.Once is not null) row["Once"] = act.Once;
        return table.UpsertAsync(row.SetText("Entry", JsonSerializer.Serialize(act.Entry, AuditJson.Default.AuditEntry)), cancellation);
    }

    /// <summary>Takes an act out.</summary>
    public Task RemoveAsync(OpenAct act, CancellationToken cancellation) =>
        table.DeleteAsync(Partition, act.Id, ETag.All, cancellation);

    /// <summary>All that were begun before a moment, oldest first.</summary>
    public async IAsyncEnumerable<OpenAct> ListAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // One that a newer version has begun is settled by it, and keeps none of the others.
        await foreach (var row in table.QueryAsync(Filters.Range(Partition, "0", IdAt(before)), cancellation)
            .Where(row => row[StoredKinds.Column] is null or 1))
            yield return new OpenAct(row.RowKey, row.GetString("Space"), row.GetBoolean("IsOfOwners") ?? false,
                JsonSerializer.Deserialize(row.Text("Entry"), AuditJson.Default.AuditEntry)!, row.GetString("Once"));
    }

    /// <summary>A new id. Ids sort by time.</summary>
    public static string NewId(DateTimeOffset at) => $"{IdAt(at)}-{RandomId.New()}";

    private static string IdAt(DateTimeOffset at) => at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}
