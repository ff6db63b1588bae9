using Azure.Data.Tables;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// A space's own row and all versions of its configuration. Secrets are in it as they are sealed, or by reference; one that is stored in
/// the clear is sealed first, and left out where the app has no key for it.
/// </summary>
internal sealed class SpaceTaken(Table table, SpaceSecrets secrets, string space)
{
    /// <summary>How many secrets were left out.</summary>
    public int SecretsLeftOut { get; private set; }

    /// <param name="withSecrets">Whether sealed secrets go along.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<TableEntity>> ReadAsync(bool withSecrets, CancellationToken cancellation)
    {
        var row = await table.FindAsync(SpaceRows.Partition, space, cancellation)
            ?? throw new CommandException($"the space '{space}' is gone");
        if (SpaceRows.StateOf(row) is not (SpaceState.Active or SpaceState.Archived))
            throw new CommandException($"the space '{space}' was deleted while the backup was taken");
        row.SetText("Config", JsonSerializer.Serialize(Kept(row, withSecrets), SpaceJson.Default.SpaceConfig));
        row.Remove(SpaceRows.RestoredFrom);
        var rows = new List<TableEntity> { row };
        await foreach (var version in table.QueryAsync(Filters.Partition(SpaceDirectory.VersionsOf(space)), cancellation))
            if (int.Parse(version.RowKey, CultureInfo.InvariantCulture) <= row.Required<int>("ConfigVersion")) rows.Add(version);
        return rows;
    }

    private SpaceConfig Kept(TableEntity row, bool withSecrets)
    {
        SecretsLeftOut = 0;
        var stored = JsonSerializer.Deserialize(row.Text("Config"), SpaceJson.Default.SpaceConfig)!;
        return secrets.Seal(space, stored).WithSecrets(text =>
        {
            if (SpaceSecrets.IsReference(text)) return text;
            if (withSecrets && text.StartsWith(SpaceSecrets.EncryptedPrefix, StringComparison.Ordinal)) return text;
            SecretsLeftOut++;
            return SpaceSecrets.Masked;
        });
    }
}
