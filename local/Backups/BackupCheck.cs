using Azure.Data.Tables;
using Grain.Functions.Storage;
using Grain.Functions.Storage.Formats;

namespace Grain.Local.Backups;

/// <summary>What a backup holds, before anything is written: whole, of one space, and of formats that are known and in force.</summary>
internal sealed class BackupCheck(BackupReader backup, SpaceSecrets secrets, StorageFormats formats, Action<long> progress)
{
    private readonly string name = backup.Manifest.Space;

    /// <summary>Holds all parts against their hashes, and writes nothing.</summary>
    /// <returns>The row of the space, and what it says.</returns>
    /// <exception cref="CommandException">The backup is damaged, or of a newer version.</exception>
    public async Task<(TableEntity Row, Space Space)> RunAsync(CancellationToken cancellation)
    {
        TableEntity? own = null;
        var rows = 0L;
        var format = await formats.OfNewSpaceAsync(cancellation);
        foreach (var part in backup.Manifest.Parts)
        {
            if (part.Blob is { } blob)
            {
                RefuseOutside(part, blob);
                await backup.ReadBlobAsync(part, _ => Task.CompletedTask, cancellation);
                continue;
            }

            await foreach (var (line, row, _) in backup.ReadRowsAsync(part, cancellation))
            {
                RefuseOutside(part, line, row);
                CheckFormat(part, row, format);
                progress(++rows);
                if (IsOwn(part, row)) own = row;
            }
        }

        return ReadOwn(own ?? throw new CommandException($"{BackupPart.RowsOf("spaces")}: the row of the space '{name}' is missing"));
    }

    /// <summary>A row must be known to this version, and belong into the storage as it is now.</summary>
    private void CheckFormat(BackupPart part, TableEntity row, int format)
    {
        if (part.Table is not { } table) return;
        try
        {
            StoredKinds.Checked(table, row, formats.Known, whole: true);
        }
        catch (UnknownFormatException newer)
        {
            throw new CommandException($"{part.Name}: {newer.Message}");
        }

        try
        {
            StoredKinds.Checked(table, row, format, whole: true);
        }
        catch (UnknownFormatException)
        {
            throw new CommandException($"{part.Name}: {row.Place()} has format {row[StoredKinds.Column]}, which comes with a newer storage "
                + $"format than {format}, the one in force here; ./grain upgrade moves the storage");
        }
    }

    private (TableEntity Row, Space Space) ReadOwn(TableEntity row)
    {
        try
        {
            if (SpaceRows.StateOf(row) is not (SpaceState.Active or SpaceState.Archived))
                throw new InvalidDataException("it was deleted, or not restored to its end");
            var space = new SpaceRows(secrets).Read(row);
            return space.Shards == backup.Manifest.Shards ? (row, space)
                : throw new InvalidDataException($"it has {space.Shards} shards, and the manifest says {backup.Manifest.Shards}");
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or UnknownFormatException)
        {
            throw new CommandException($"{BackupPart.RowsOf("spaces")}: the space '{name}' cannot be read: {fault.Message}");
        }
    }

    /// <summary>Whether it is the row of the space itself.</summary>
    public bool IsOwn(BackupPart part, TableEntity row) =>
        part.Table == SpaceRows.Partition && row.PartitionKey == SpaceRows.Partition && row.RowKey == name;

    /// <summary>Refuses a row that does not lie in the space of the backup.</summary>
    public void RefuseOutside(BackupPart part, long line, TableEntity row)
    {
        var isOwn = part.Table == "spaces"
            ? row.PartitionKey == SpaceDirectory.VersionsOf(name) || IsOwn(part, row)
            : row.PartitionKey == name || row.PartitionKey.StartsWith($"{name}~", StringComparison.Ordinal);
        if (!isOwn) throw new CommandException($"{part.Name}: line {line}: {row.Place()} does not lie in the space '{name}'");
    }

    private void RefuseOutside(BackupPart part, string blob)
    {
        if (!blob.StartsWith($"{name}/epochs/", StringComparison.Ordinal) || blob.Split('/').Any(segment => segment is "" or "." or ".."))
            throw new CommandException($"{part.Name}: the blob does not lie in the space '{name}'");
    }
}
