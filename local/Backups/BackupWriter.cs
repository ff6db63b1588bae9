using System.IO.Compression;
using Azure.Data.Tables;

namespace Grain.Local.Backups;

/// <summary>
/// Writes a backup as a stream: a zip whose parts come one after the other, each with its hash, and the manifest at the end. Memory holds
/// a row, or the buffer of a blob.
/// </summary>
internal sealed class BackupWriter(Stream output, DateTimeOffset takenAt, Action<long> progress) : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly ZipArchive zip = new(output, ZipArchiveMode.Create, leaveOpen: true);
    private readonly List<BackupPart> parts = [];
    private long rows;

    /// <summary>The parts so far.</summary>
    public IReadOnlyList<BackupPart> Parts => parts;

    /// <summary>Writes the rows of a table, as they are asked for.</summary>
    public Task RowsAsync(string table, IAsyncEnumerable<TableEntity> source, CancellationToken cancellation) =>
        LinesAsync(BackupPart.RowsOf(table), source, RowLine.Write, cancellation);

    /// <summary>
    /// Writes rows that stand in place of what was written of a table before; none of them is a row without properties, which says that
    /// there is no such row.
    /// </summary>
    public Task LaterAsync(string table, IReadOnlyCollection<TableEntity> source, CancellationToken cancellation) => source.Count == 0
        ? Task.CompletedTask
        : LinesAsync(BackupPart.LaterOf(table), source.ToAsyncEnumerable(), (json, row) =>
        {
            if (RowLine.Properties(row).Any()) RowLine.Write(json, row);
            else RowLine.WriteGone(json, row.PartitionKey, row.RowKey);
        }, cancellation);

    /// <summary>Writes a blob.</summary>
    public Task BlobAsync(string name, Stream content, CancellationToken cancellation) => PartAsync(BackupPart.BlobOf(name), async part =>
    {
        await content.CopyToAsync(part, cancellation);
        return null;
    });

    /// <summary>Writes the manifest, which completes the backup.</summary>
    public async Task EndAsync(Func<IReadOnlyList<BackupPart>, BackupManifest> manifest, CancellationToken cancellation)
    {
        await using var part = await Entry(BackupManifest.PartName).OpenAsync(cancellation);
        await JsonSerializer.SerializeAsync(part, manifest([.. parts]), BackupJson.Default.BackupManifest, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();

    private Task LinesAsync(string name, IAsyncEnumerable<TableEntity> source, Action<Utf8JsonWriter, TableEntity> write,
        CancellationToken cancellation) => PartAsync(name, async part =>
        {
            var count = 0L;
            await using var json = new Utf8JsonWriter(part, new JsonWriterOptions { SkipValidation = true });
            await foreach (var row in source.WithCancellation(cancellation))
            {
                write(json, row);
                await json.FlushAsync(cancellation);
                json.Reset();
                part.WriteByte((byte)'\n');
                count++;
                progress(++rows);
            }

            return count;
        });

    private async Task PartAsync(string name, Func<Stream, Task<long?>> write)
    {
        await using var entry = await Entry(name).OpenAsync();
        await using var hashed = new HashedStream(entry);
        await using var buffered = new BufferedStream(hashed, BufferBytes);
        var count = await write(buffered);
        await buffered.FlushAsync();
        parts.Add(new BackupPart(name, hashed.Written, hashed.Sha256, count));
    }

    private ZipArchiveEntry Entry(string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = takenAt;
        return entry;
    }
}
