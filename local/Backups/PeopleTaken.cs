using Azure.Data.Tables;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Who stands behind opaque ids, read when all else is: so whoever is in it is known. A person came, or was erased, between two rows of
/// theirs: such a person is in nothing that was read, or is erased in the backup, too.
/// </summary>
internal static class PeopleTaken
{
    private const string Names = "n~", People = "p~";

    /// <summary>The rows, of which all names and people belong together (N1).</summary>
    public static async Task<IReadOnlyList<TableEntity>> ReadAsync(Table table, string space, CancellationToken cancellation)
    {
        var rows = await table.QueryAsync(Filters.Partition(space), cancellation).ToDictionaryAsync(
            row => row.RowKey, cancellationToken: cancellation);
        return [.. rows.Values.Where(IsWhole)];

        bool IsWhole(TableEntity row) =>
            row.RowKey.StartsWith(Names, StringComparison.Ordinal)
                ? rows.GetValueOrDefault(People + row.Required<string>("Person"))?.GetString("Lookup") == row.RowKey
            : !row.RowKey.StartsWith(People, StringComparison.Ordinal) || row.ContainsKey("ErasedAt")
                || rows.GetValueOrDefault(row.Required<string>("Lookup"))?.GetString("Person") == row.RowKey[People.Length..];
    }
}
