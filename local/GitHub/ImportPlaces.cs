using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;

namespace Grain.Local.GitHub;

/// <summary>How far an import has come in one list of a repository.</summary>
/// <param name="Cursor">GitHub's mark of the last item whose grants are counted.</param>
/// <param name="Done">Items until there.</param>
/// <param name="Asked">What was asked: who asks something else begins anew.</param>
/// <param name="First">The time of the earliest contribution that the import brought.</param>
/// <param name="Version">The row's.</param>
internal sealed record ImportPlace(string? Cursor, long Done, string Asked, DateTimeOffset? First, ETag? Version);

/// <summary>
/// Remembers beside the ledger how far imports have come, so that one that was cut off goes on there, and one that is run again reads what
/// is new. Losing it costs time and nothing else: what is read again is counted already.
/// </summary>
/// <remarks>Table <c>deliveries</c>: partition <c>{space}</c>, row <c>import~github~{host}~{number of the repository}~{list}</c>.</remarks>
internal sealed class ImportPlaces(StorageService storage, Space space, string repository)
{
    private readonly Table table = storage.For("deliveries").Table("deliveries");

    /// <summary>The place in a list; the beginning if nothing is known, or something else was asked.</summary>
    public async Task<ImportPlace> FindAsync(string list, string asked, CancellationToken cancellation)
    {
        if (await table.FindAsync(space.Name, RowOf(list), cancellation) is not { } row) return new(null, 0, asked, null, null);
        return row.GetString("Asked") == asked
            ? new(row.GetString("Cursor"), row.GetInt64("Done") ?? 0, asked, row.GetDateTimeOffset("First"), row.ETag)
            : new(null, 0, asked, null, row.ETag);
    }

    /// <summary>Begins anew with some lists.</summary>
    public async Task ForgetAsync(IEnumerable<string> lists, CancellationToken cancellation)
    {
        foreach (var list in lists) await table.DeleteAsync(space.Name, RowOf(list), ETag.All, cancellation);
    }

    /// <summary>Writes a place down.</summary>
    /// <exception cref="CommandException">Somebody else imports the same at the same time.</exception>
    public async Task<ImportPlace> WriteAsync(string list, ImportPlace place, CancellationToken cancellation)
    {
        var row = new TableEntity(space.Name, RowOf(list)) { ["Cursor"] = place.Cursor, ["Done"] = place.Done, ["Asked"] = place.Asked };
        if (place.First is { } first) row["First"] = first;
        return place with
        {
            Version = await table.TryWriteAsync(row, place.Version, cancellation)
                ?? throw new CommandException("another import of this repository into the space is under way: let it finish"),
        };
    }

    private string RowOf(string list) => $"import~github~{repository}~{list}";
}
