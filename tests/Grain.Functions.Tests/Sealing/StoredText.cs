using System.IO.Compression;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Grain.Functions.Storage;

namespace Grain.Functions.Tests.Sealing;

/// <summary>
/// Everything that is stored in an account, as text: every table, blob and queue, keys included, as it is and as what it is when base64,
/// gzip and the escapes of keys and JSON are taken off.
/// </summary>
internal static class StoredText
{
    /// <summary>
    /// Places in the account whose text has a word, whatever the case: in all that names the space, wherever in its key; with
    /// <paramref name="isQuick"/> in the partitions that are the space's own, for an account that has much else in it.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindAsync(
        string connection, string space, IReadOnlyList<string> words, bool isQuick = false)
    {
        var found = new List<string>();
        await foreach (var (place, text) in ReadAsync(connection, space, isQuick))
            foreach (var word in words)
                if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) found.Add($"{word} in {place}");
        return found;
    }

    private static async IAsyncEnumerable<(string Place, string Text)> ReadAsync(string connection, string space, bool isQuick)
    {
        var tables = new TableServiceClient(connection);
        var filter = isQuick ? TableClient.CreateQueryFilter($"PartitionKey ge {space} and PartitionKey lt {space + '\u007f'}") : null;
        await foreach (var table in tables.QueryAsync())
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>(filter))
            {
                if (!row.PartitionKey.Contains(space, StringComparison.Ordinal) && row.RowKey != space) continue;
                var parts = new List<string>();
                foreach (var (_, value) in row)
                    parts.AddRange(value is byte[] bytes ? Forms(bytes) : Forms(Encoding.UTF8.GetBytes($"{value}")));
                yield return ($"{table.Name}: {row.PartitionKey} / {row.RowKey}", string.Join('\n', parts));
            }

        var blobs = new BlobServiceClient(connection);
        await foreach (var container in blobs.GetBlobContainersAsync())
            await foreach (var blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync())
            {
                if (!blob.Name.Contains(space, StringComparison.Ordinal)) continue;
                var content = await blobs.GetBlobContainerClient(container.Name).GetBlobClient(blob.Name).DownloadContentAsync();
                yield return ($"blob {blob.Name}", blob.Name + string.Join('\n', Forms(content.Value.Content.ToArray())));
            }

        var queues = new QueueServiceClient(connection);
        await foreach (var queue in queues.GetQueuesAsync())
            foreach (var message in (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value)
                yield return ($"queue {queue.Name}", string.Join('\n', Forms(message.Body.ToArray())));
    }

    private static IEnumerable<string> Forms(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        yield return text;
        yield return Encoding.Latin1.GetString(bytes);
        if (text.Contains("\\u", StringComparison.Ordinal)) yield return System.Text.RegularExpressions.Regex.Unescape(
            System.Text.RegularExpressions.Regex.Replace(text, @"\\(?!u[0-9A-Fa-f]{4})", @"\\"));
        if (text.Contains('~', StringComparison.Ordinal))
            foreach (var part in text.Split('~').Where(part => part.Length > 0)) yield return Unescaped(part);
        var decoded = new byte[bytes.Length];
        if (bytes.Length > 8 && Convert.TryFromBase64String(text, decoded, out var length))
            foreach (var form in Forms(decoded[..length])) yield return form;
        if (bytes is [0x1f, 0x8b, ..])
        {
            using var plain = new MemoryStream();
            using (var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) zip.CopyTo(plain);
            foreach (var form in Forms(plain.ToArray())) yield return form;
        }
    }

    private static string Unescaped(string part)
    {
        try
        {
            return TableKey.Unescape(part);
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
