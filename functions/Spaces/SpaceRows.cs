using Azure.Data.Tables;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Spaces;

/// <summary>How spaces lie in their table: partition <c>spaces</c>, a row each.</summary>
internal sealed class SpaceRows(SpaceSecrets secrets, int storageFormat = StorageFormats.Newest)
{
    public const string Partition = "spaces";

    /// <summary>Names the backup that is being written back; the space is none until it is gone.</summary>
    public const string Restoring = "Restoring";

    /// <summary>Names the backup that the space was restored from.</summary>
    public const string RestoredFrom = "RestoredFrom";

    /// <summary>What bringing a space back is called in the audit.</summary>
    public const string RestoreVerb = "restore";

    /// <summary>The form of spaces that are sealed; those from before have none.</summary>
    private const int SealedForm = 2;

    public TableEntity Row(Space space)
    {
        var row = new TableEntity(Partition, space.Name)
        {
            ["Format"] = 1,
            ["Shards"] = space.Shards,
            ["CreatedAt"] = space.CreatedAt,
            ["ConfigVersion"] = space.ConfigVersion,
        };
        if (space.IsSealed) row["Form"] = SealedForm;
        if (space.FixedDecimals is { } decimals) row["FixedDecimals"] = decimals;
        if (space.OffSince is { } off) row["OffSince"] = off;
        if (space.Pauses.Count > 0) row["Pauses"] = JsonSerializer.Serialize(space.Pauses, SpaceJson.Default.IReadOnlyListPause);
        if (space.ArchivedAt is { } archived) row["ArchivedAt"] = archived;
        if (space.RestoredFrom is { } backup) row[RestoredFrom] = backup;
        if (space.Deletion is { } deletion)
        {
            (row["DeletedAt"], row["DeletionPiece"]) = (deletion.At, deletion.Piece);
            if (deletion.GoneAt is { } gone) row["GoneAt"] = gone;
        }

        return row.SetText("Config", Text(space.Name, space.Config));
    }

    /// <exception cref="UnknownFormatException">A newer version wrote it.</exception>
    public Space Read(TableEntity row) => new(
        StoredKinds.Checked(Partition, row, storageFormat, whole: true).RowKey, row.Required<int>("Shards"),
        row.Required<DateTimeOffset>("CreatedAt"), row.Required<int>("ConfigVersion"),
        secrets.Open(row.RowKey, JsonSerializer.Deserialize(row.Text("Config"), SpaceJson.Default.SpaceConfig)!), row.ETag)
    {
        IsSealed = row.GetInt32("Form") switch
        {
            null => false,
            SealedForm => true,
            var form => throw new InvalidDataException($"The space {row.RowKey} has form {form}; this version knows {SealedForm}."),
        },
        FixedDecimals = row.GetInt32("FixedDecimals"),
        OffSince = row.GetDateTimeOffset("OffSince"),
        Pauses = row.GetString("Pauses") is { } pauses ? JsonSerializer.Deserialize(pauses, SpaceJson.Default.IReadOnlyListPause)! : [],
        ArchivedAt = row.GetDateTimeOffset("ArchivedAt"),
        RestoredFrom = row.GetString(RestoredFrom),
        Deletion = row.GetDateTimeOffset("DeletedAt") is { } at
            ? new Deletion(at, row.GetInt32("DeletionPiece") ?? 0, row.GetDateTimeOffset("GoneAt")) : null,
    };

    /// <summary>The state, whether or not the rest of the row can be read.</summary>
    public static SpaceState StateOf(TableEntity row) =>
        row.ContainsKey(Restoring) ? SpaceState.Restoring
        : row.ContainsKey("GoneAt") ? SpaceState.Deleted : row.ContainsKey("DeletedAt") ? SpaceState.Deleting
        : row.ContainsKey("ArchivedAt") ? SpaceState.Archived : SpaceState.Active;

    /// <summary>A configuration as it is stored.</summary>
    public string Text(string name, SpaceConfig config) =>
        JsonSerializer.Serialize(secrets.Seal(name, config), SpaceJson.Default.SpaceConfig);
}
