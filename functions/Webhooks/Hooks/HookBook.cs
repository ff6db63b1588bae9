using Azure;
using Azure.Data.Tables;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Hooks;

/// <summary>A state, and the version of its row; none if it is not stored yet.</summary>
internal sealed record StoredHook(HookState State, ETag? Version);

/// <summary>
/// The states of a space's webhooks: table <c>deliveries</c>, partition = the space, row key <c>hook~{sender}~{hash of API and place}</c>.
/// Each is written under its ETag.
/// </summary>
internal sealed class HookBook(StorageService storage)
{
    private const int Format = 1;
    private const string Prefix = "hook~";

    private readonly Table table = storage.For("deliveries").Table("deliveries");

    /// <summary>The row of a place.</summary>
    public static string RowOf(string sender, Uri api, HookPlace place) =>
        $"{Prefix}{sender}~{BoundedText.Hash($"{api.AbsoluteUri}\n{place.Path}\n{(place.IsApp ? place.Name : "")}")}";

    /// <summary>All of a space, by the keys of their rows.</summary>
    public async Task<Dictionary<string, StoredHook>> ReadAsync(string space, CancellationToken cancellation)
    {
        var found = new Dictionary<string, StoredHook>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync(Filters.Prefix(space, Prefix), cancellation))
            if (row.GetInt32("Format") == Format) found[row.RowKey] = new StoredHook(
                JsonSerializer.Deserialize(row.Text("State"), HookStateJson.Default.HookState)!, row.ETag);
        return found;
    }

    /// <summary>Writes a state in place of the version that was read.</summary>
    /// <returns>As it is stored, or <see langword="null"/> when somebody else came in between.</returns>
    public async Task<StoredHook?> TryWriteAsync(string space, string row, HookState state, ETag? read, CancellationToken cancellation)
    {
        var entity = new TableEntity(space, row) { ["Format"] = Format }
            .SetText("State", JsonSerializer.Serialize(state, HookStateJson.Default.HookState));
        return await table.TryWriteAsync(entity, read, cancellation) is { } version ? new StoredHook(state, version) : null;
    }

    /// <summary>Forgets a place that the space does not name any more.</summary>
    public Task<bool> ForgetAsync(string space, string row, ETag read, CancellationToken cancellation) =>
        StorageFault.UnlessOvertakenAsync(async () => await table.DeleteAsync(space, row, read, cancellation));
}
