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
    TimeProvider time, Action<long> progress, Action<string> tell)
{
    private readonly StorageService storage = storage.For("backup");
    private readonly string name = backup.Manifest.Space;
    private readonly StorageFormats formats = new(storage, time);
    private readonly BackupCheck check = new(backup, secrets, new StorageFormats(storage, time), progress);
    private long rows;

    /// <summary>Called when the name is taken: from then on something is written.</summary>
    public Action? Taken { get; set; }

    /// <summary>Restores, proves and opens the space.</summary>
    /// <returns>The space, and secrets that no key of this app opens.</returns>
    /// <exception cref="CommandException">
    /// The backup is damaged or the name is taken: then nothing was written. Or what it holds is not proven: that stays, unseen.
    /// </exception>
    public async Task<(Space Space, int Sealed)> RunAsync(CancellationToken cancellation)
    {
        var (taken, space) = await check.RunAsync(cancellation);
        await formats.BeginAsync(cancellation);
        var restoring = new RestoringSpace(storage.Table("spaces"), taken, backup.Id, time);
        var isNew = await restoring.TakeAsync(cancellation);
        Taken?.Invoke();
        try
        {
            await WriteAsync(restoring, isNew, space, cancellation);
        }
        catch (Exception fault) when (fault is CommandException or OperationCanceledException)
        {
            await restoring.LetGoAsync();
            throw;
        }

        return (space, SealedIn(space));
    }

    /// <summary>Holds all parts against their hashes, and writes nothing.</summary>
    /// <exception cref="CommandException">The backup is damaged, or of a newer version.</exception>
    public Task CheckAsync(CancellationToken cancellation) => check.RunAsync(cancellation);

    private async Task WriteAsync(RestoringSpace restoring, bool isNew, Space space, CancellationToken cancellation)
    {
        if (isNew) await RefuseRemainsAsync(cancellation);
        else tell($"going on where a restore of '{name}' was cut off");
        foreach (var part in backup.Manifest.Parts.Skip(restoring.Parts))
        {
            if (part.Blob is { } blob)
                await backup.ReadBlobAsync(part, content => WriteBlobAsync(restoring, blob, content, cancellation), cancellation);
            else if (part.Table is { } table) await WriteRowsAsync(restoring, part, table, cancellation);
            await restoring.AdvanceAsync(cancellation);
        }

        await credits.FinishAsync(space, cancellation);
        await ProveAsync(space, cancellation);
        await restoring.OpenAsync(cancellation);
    }

    /// <summary>A name that is free has nothing in storage; what has would become a part of the space.</summary>
    private async Task RefuseRemainsAsync(CancellationToken cancellation)
    {
        if (await new SpaceRemains(storage).AnyAsync(name, cancellation))
            throw new CommandException($"there is no space '{name}' in this storage account, and yet rows of one; "
                + $"./grain restore --discard {name} removes them");
    }

    private async Task WriteRowsAsync(RestoringSpace restoring, BackupPart part, string table, CancellationToken cancellation)
    {
        var (later, inserts) = (await ReadLaterAsync(table, cancellation), new RowInserts(storage.Table(table), restoring.KeepAsync));
        await foreach (var (line, row, _) in backup.ReadRowsAsync(part, cancellation))
        {
            check.RefuseOutside(part, line, row);
            progress(++rows);
            if (check.IsOwn(part, row)) continue;
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
                check.RefuseOutside(part, line, row);
                later[(row.PartitionKey, row.RowKey)] = isGone ? null : row;
            }

        return later;
    }

    private async Task WriteBlobAsync(RestoringSpace restoring, string blob, Stream content, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        await restoring.KeepAsync(cancellation);
        await storage.Container("grain").UploadAsync(blob, bytes.GetBuffer().AsMemory(0, (int)bytes.Length), cancellation: cancellation);
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
