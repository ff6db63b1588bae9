using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>
/// All that lies in a storage account, as lines of text by file: <c>tables/{table}.ndjson</c>, <c>blobs.ndjson</c>, <c>queues.ndjson</c>;
/// each file's lines in ordinal order. Timestamps and ETags are left out: they are the storage's own. It knows nothing of the app but the
/// name of its container.
/// </summary>
/// <param name="Files">The lines by file.</param>
internal sealed record AccountImage(SortedDictionary<string, string[]> Files)
{
    private const string Blobs = "blobs.ndjson";
    private const string Queues = "queues.ndjson";
    private const string Container = "grain";

    /// <summary>Reads an account. Of queues only those that hold messages which nobody takes away: poison queues.</summary>
    public static async Task<AccountImage> ReadAsync(string connectionString)
    {
        var files = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        void Add(string file, IEnumerable<string> lines)
        {
            if (lines.Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } sorted) files[file] = sorted;
        }

        var tables = new TableServiceClient(connectionString);
        await foreach (var table in tables.QueryAsync())
            Add(FileOf(table.Name),
                await tables.GetTableClient(table.Name).QueryAsync<TableEntity>().Select(StoredRow.Write).ToArrayAsync());
        Add(Blobs, await StoredBlob.ReadAllAsync(new BlobContainerClient(connectionString, Container)));
        Add(Queues, await StoredMessage.ReadAllAsync(new QueueServiceClient(connectionString)));
        return new AccountImage(files);
    }

    /// <summary>Puts everything into an empty account, with the types that it had.</summary>
    public async Task WriteAsync(string connectionString)
    {
        foreach (var (file, lines) in Files)
            switch (file)
            {
                case Blobs:
                    await StoredBlob.WriteAllAsync(new BlobContainerClient(connectionString, Container), lines);
                    break;
                case Queues:
                    await StoredMessage.WriteAllAsync(new QueueServiceClient(connectionString), lines);
                    break;
                default:
                    await StoredRow.WriteAllAsync(new TableClient(connectionString, Path.GetFileNameWithoutExtension(file)), lines);
                    break;
            }
    }

    /// <summary>Reads the files of a folder.</summary>
    public static AccountImage Load(string folder)
    {
        var files = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*.ndjson", SearchOption.AllDirectories))
            files[Path.GetRelativePath(folder, path).Replace('\\', '/')] = File.ReadAllLines(path);
        return new AccountImage(files);
    }

    /// <summary>Writes the files of a folder anew.</summary>
    public void Save(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        foreach (var (file, lines) in Files)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")),
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
    }

    /// <summary>A part of it.</summary>
    public AccountImage Where(Func<string, string, bool> isKept) => new(new SortedDictionary<string, string[]>(
        Files.Select(file => (file.Key, Value: file.Value.Where(line => isKept(file.Key, line)).ToArray()))
            .Where(file => file.Value.Length > 0)
            .ToDictionary(file => file.Key, file => file.Value),
        StringComparer.Ordinal));

    /// <summary>The file of a table.</summary>
    public static string FileOf(string table) => $"tables/{table}.ndjson";

    /// <summary>The rows of a table.</summary>
    public IEnumerable<TableEntity> Rows(string table) => Files[FileOf(table)].Select(StoredRow.Read);

    /// <summary>The blobs: name and bytes.</summary>
    public IEnumerable<(string Name, byte[] Bytes)> AllBlobs() =>
        Files[Blobs].Select(StoredBlob.Read).Select(blob => (blob.Name, blob.ToBytes()));
}
