using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;

namespace Grain.Local.Backups;

/// <summary>Reads a backup part by part, each held against its hash when it is through.</summary>
internal sealed class BackupReader : IDisposable
{
    /// <summary>A line holds a row, which has a megabyte at most; JSON may write a byte in six.</summary>
    private const int LineBytesMax = 8_000_000;

    private const int BufferBytes = 1 << 16;

    private const int ManifestBytesMax = 64_000_000;

    private readonly ZipArchive zip;

    private BackupReader(ZipArchive zip, BackupManifest manifest, string id) => (this.zip, Manifest, Id) = (zip, manifest, id);

    public BackupManifest Manifest { get; }

    /// <summary>Names the backup: the hash of its manifest, which holds those of all its parts.</summary>
    public string Id { get; }

    /// <summary>Opens a backup and looks whether all of its parts are there.</summary>
    /// <exception cref="CommandException">It is none, or not whole, or of a format that this version does not read.</exception>
    public static async Task<BackupReader> OpenAsync(Stream file, CancellationToken cancellation)
    {
        try
        {
            var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8, cancellation);
            var bytes = await ReadManifestAsync(zip, cancellation);
            RefuseOtherFormat(bytes);
            var manifest = JsonSerializer.Deserialize(bytes, BackupJson.Default.BackupManifest) ?? throw new JsonException("It is null.");
            var reader = new BackupReader(zip, manifest, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            reader.Check();
            return reader;
        }
        catch (InvalidDataException fault)
        {
            throw new CommandException(
                $"this is no backup, or it was cut off or damaged: it has no end that says what is in it ({fault.Message})");
        }
        catch (JsonException fault)
        {
            throw new CommandException($"{BackupManifest.PartName}: it cannot be read: {fault.Message}");
        }
    }

    /// <summary>
    /// Reads the rows of a part. Only when they are all through it is known whether the part is whole: then, or before, it is said what
    /// is wrong with it.
    /// </summary>
    public async IAsyncEnumerable<(long Line, TableEntity Row, bool IsGone)> ReadRowsAsync(
        BackupPart part, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var hash = SHA256.Create();
        await using var content = await OpenAsync(part, hash, cancellation);
        var pipe = PipeReader.Create(content, new StreamPipeReaderOptions(bufferSize: BufferBytes));
        for (var line = 1L; await NextAsync(pipe, part, line, cancellation) is { } text; line++)
            yield return Parse(text, part, line);
        Check(part, hash);
    }

    /// <summary>Reads a blob's bytes; they are known to be whole when the task has ended.</summary>
    public async Task ReadBlobAsync(BackupPart part, Func<Stream, Task> read, CancellationToken cancellation)
    {
        using var hash = SHA256.Create();
        await using var content = await OpenAsync(part, hash, cancellation);
        try
        {
            await read(content);
            await content.CopyToAsync(Stream.Null, cancellation);
        }
        catch (InvalidDataException fault)
        {
            throw Damaged(part, fault.Message);
        }

        Check(part, hash);
    }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();

    private static async Task<byte[]> ReadManifestAsync(ZipArchive zip, CancellationToken cancellation)
    {
        var entry = zip.GetEntry(BackupManifest.PartName) ?? throw new InvalidDataException($"{BackupManifest.PartName} is missing");
        if (entry.Length > ManifestBytesMax) throw new InvalidDataException($"{BackupManifest.PartName} has {entry.Length} bytes");
        await using var content = await entry.OpenAsync(cancellation);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        return bytes.ToArray();
    }

    /// <summary>Before the rest is read: another format may have other members.</summary>
    private static void RefuseOtherFormat(byte[] manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        var format = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("format", out var told)
            ? told.ToString() : "";
        if (format != BackupManifest.CurrentFormat) throw new CommandException($"{BackupManifest.PartName}: the format is '{format}', and "
            + $"this version reads '{BackupManifest.CurrentFormat}': restore it with the Grain that wrote it, or a newer one");
    }

    /// <summary>What is in the file and in the manifest are the same parts, and ones that this version knows.</summary>
    private void Check()
    {
        if (!SpaceName.IsValid(Manifest.Space) || Manifest.Shards is < 1 or > 256)
            throw new CommandException($"{BackupManifest.PartName}: '{Manifest.Space}' in {Manifest.Shards} shards is no space");
        var there = zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal);
        var told = Manifest.Parts.Select(part => part.Name).Append(BackupManifest.PartName).Order(StringComparer.Ordinal);
        if (there.Except(told).FirstOrDefault() is { } surplus)
            throw new CommandException($"{surplus}: the manifest knows no such part; somebody has put it into the file");
        if (told.Except(there).FirstOrDefault() is { } missing)
            throw new CommandException($"{missing}: the part is missing from the file");
        if (Manifest.Parts.FirstOrDefault(part => !part.IsKnown) is { } unknown)
            throw new CommandException($"{unknown.Name}: this version knows no such part, and restores nothing without it");
        if (Manifest.Parts.DistinctBy(part => part.Name).Count() != Manifest.Parts.Count || zip.Entries.Count != Manifest.Parts.Count + 1)
            throw new CommandException($"{BackupManifest.PartName}: a part is there twice");
    }

    private async Task<Stream> OpenAsync(BackupPart part, SHA256 hash, CancellationToken cancellation) =>
        new CryptoStream(await zip.GetEntry(part.Name)!.OpenAsync(cancellation), hash, CryptoStreamMode.Read);

    private static async Task<byte[]?> NextAsync(PipeReader pipe, BackupPart part, long line, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellation);
                var (buffer, end) = (read.Buffer, read.Buffer.PositionOf((byte)'\n'));
                if (end is { } found)
                {
                    var text = buffer.Slice(0, found).ToArray();
                    pipe.AdvanceTo(buffer.GetPosition(1, found));
                    return text;
                }

                if (buffer.Length > LineBytesMax) throw Damaged(part, $"line {line} has more than {LineBytesMax} bytes");
                if (read.IsCompleted) return buffer.IsEmpty ? null : throw Damaged(part, $"line {line} has no end");
                pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (InvalidDataException fault)
        {
            throw Damaged(part, $"line {line}: {fault.Message}");
        }
    }

    private static (long Line, TableEntity Row, bool IsGone) Parse(byte[] text, BackupPart part, long line)
    {
        try
        {
            var (row, isGone) = RowLine.Read(text);
            return (line, row, isGone);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or OverflowException or InvalidOperationException
            or ArgumentException or InvalidCastException)
        {
            throw Damaged(part, $"line {line} is no row: {fault.Message}");
        }
    }

    private static void Check(BackupPart part, SHA256 hash)
    {
        if (hash.Hash is not { } bytes || Convert.ToHexStringLower(bytes) != part.Sha256)
            throw Damaged(part, $"it does not have the hash {part.Sha256} that the manifest says");
    }

    private static CommandException Damaged(BackupPart part, string why) => new($"{part.Name}: the file is damaged: {why}");
}
