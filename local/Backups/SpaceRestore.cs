using Azure.Data.Tables;
using Grain.Functions.Ledgers.Verification;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Writes a backup back. The space is nobody's until all of it is there and proven: its row comes first, says that it is being restored,
/// and is the last that is changed. Cut off anywhere, it is taken up again by restoring the same backup.
/// </summary>
internal sealed class SpaceRestore(
    StorageService storage, SpaceSecrets secrets, IReadOnlyList<LedgerCheck> checks, CreditsUnderWay credits, BackupReader backup,
    Action<long> progress, Action<string> tell)
{
    private readonly StorageService storage = storage.For("backup");
    private readonly string name = backup.Manifest.Space;
    private long rows;

    /// <summary>Restores, proves and opens the space.</summary>
    /// <returns>The space, and secrets that no key of this app opens.</returns>
    /// <exception cref="CommandException">
    /// The name is taken, the backup is damaged, or what it holds is not proven. What was written stays, and nobody sees it.
    /// </exception>
    public async Task<(Space Space, int Sealed)> RunAsync(CancellationToken cancellation)
    {
        var taken = await ReadOwnRowAsync(cancellation);
        var restoring = new RestoringSpace(storage.Table("spaces"), taken, backup.Id);
        if (await restoring.TakeAsync(cancellation)) await RefuseRemainsAsync(cancellation);
        else tell($"going on where a restore of '{name}' was cut off");
        foreach (var part in backup.Manifest.Parts.Skip(restoring.Parts))
        {
            if (part.Blob is { } blob)
                await backup.ReadBlobAsync(part, content => WriteBlobAsync(part, blob, content, cancellation), cancellation);
            else if (part.Table is { } table) await WriteRowsAsync(part, table, cancellation);
            await restoring.AdvanceAsync(cancellation);
        }

        var space = new SpaceRows(secrets).Read(taken);
        await credits.FinishAsync(space, cancellation);
        await ProveAsync(space, cancellation);
        await restoring.OpenAsync(cancellation);
        return (space, SealedIn(space));
    }

    /// <summary>Holds all parts against their hashes, and writes nothing.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        foreach (var part in backup.Manifest.Parts)
        {
            if (part.Blob is not null) await backup.ReadBlobAsync(part, _ => Task.CompletedTask, cancellation);
            else
                await foreach (var (line, row, _) in backup.ReadRowsAsync(part, cancellation)) CheckPlace(part, line, row);
        }
    }

    private async Task<TableEntity> ReadOwnRowAsync(CancellationToken cancellation)
    {
        TableEntity? own = null;
        foreach (var part in backup.Manifest.Parts.Where(part => part.Table == "spaces"))
            await foreach (var (_, row, _) in backup.ReadRowsAsync(part, cancellation))
                if (row.PartitionKey == SpaceRows.Partition && row.RowKey == name) own = row;
        return own ?? throw new CommandException($"{BackupPart.RowsOf("spaces")}: the row of the space '{name}' is missing");
    }

    /// <summary>A name that is free has nothing in storage; what has would become a part of the space.</summary>
    private async Task RefuseRemainsAsync(CancellationToken cancellation)
    {
        if (await new SpaceRemains(storage).AnyAsync(name, cancellation))
            throw new CommandException($"there is no space '{name}' in this storage account, and yet rows of one; "
                + $"./grain restore --discard {name} removes them");
    }

    private async Task WriteRowsAsync(BackupPart part, string table, CancellationToken cancellation)
    {
        var (later, inserts) = (await ReadLaterAsync(table, cancellation), new RowInserts(storage.Table(table)));
        await foreach (var (line, row, _) in backup.ReadRowsAsync(part, cancellation))
        {
            CheckPlace(part, line, row);
            progress(++rows);
            if (table == "spaces" && row.PartitionKey == SpaceRows.Partition) continue;
            if (!later.ContainsKey((row.PartitionKey, row.RowKey))) await inserts.AddAsync(row, cancellation);
        }

        foreach (var row in later.Values.OfType<TableEntity>()) await inserts.AddAsync(row, cancellation);
        await inserts.FlushAsync(cancellation);
    }

    /// <summary>What stands in place of the rows of a table; nothing where there is no such row.</summary>
    private async Task<Dictionary<(string, string), TableEntity?>> ReadLaterAsync(string table, CancellationToken cancellation)
    {
        var later = new Dictionary<(string, string), TableEntity?>();
        foreach (var part in backup.Manifest.Parts.Where(part => part.Name == BackupPart.LaterOf(table)))
            await foreach (var (line, row, isGone) in backup.ReadRowsAsync(part, cancellation))
            {
                CheckPlace(part, line, row);
                later[(row.PartitionKey, row.RowKey)] = isGone ? null : row;
            }

        return later;
    }

    /// <summary>A row of a backup lies in its space.</summary>
    private void CheckPlace(BackupPart part, long line, TableEntity row)
    {
        var isOwn = part.Table == "spaces"
            ? row.PartitionKey == SpaceDirectory.VersionsOf(name) || (row.PartitionKey == SpaceRows.Partition && row.RowKey == name)
            : BackupPart.Tables.Any(table => part.Name == BackupPart.RowsOf(table) || part.Name == BackupPart.LaterOf(table))
                && (row.PartitionKey == name || row.PartitionKey.StartsWith($"{name}~", StringComparison.Ordinal));
        if (!isOwn) throw new CommandException($"{part.Name}: line {line}: {row.Place()} does not lie in the space '{name}'");
    }

    private async Task WriteBlobAsync(BackupPart part, string blob, Stream content, CancellationToken cancellation)
    {
        if (!blob.StartsWith($"{name}/epochs/", StringComparison.Ordinal) || blob.Split('/').Any(segment => segment is "" or "." or ".."))
            throw new CommandException($"{part.Name}: the blob does not lie in the space '{name}'");
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        await storage.Container("grain").UploadAsync(blob, bytes.ToArray(), cancellation: cancellation);
    }

    private async Task ProveAsync(Space space, CancellationToken cancellation)
    {
        tell($"proving '{name}'");
        foreach (var check in checks)
        {
            var result = await LedgerCheckResult.OfAsync(() => check.RunAsync(space, cancellation));
            if (result.Fault is { } fault) throw new CommandException(
                $"{check.Name}: {fault}. The space '{name}' stays closed; ./grain restore --discard {name} removes what was written");
            tell($"{check.Name}: ok, {result.Summary}");
        }
    }

    private static int SealedIn(Space space)
    {
        var count = 0;
        space.Config.WithSecrets(text =>
        {
            if (text.StartsWith(SpaceSecrets.EncryptedPrefix, StringComparison.Ordinal)) count++;
            return text;
        });
        return count;
    }
}
