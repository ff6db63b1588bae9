using System.Text.Json;
using Azure.Storage.Blobs;

namespace Grain.Functions.Hosting;

/// <summary>When a timer should fire next, kept in a blob, so that a firing that was missed while nothing ran is made up.</summary>
internal sealed class TimerStatus(BlobClient blob)
{
    private const string Next = "next";

    /// <summary>The next firing as of the last one; null if none is kept, or none that can be read.</summary>
    public async Task<DateTimeOffset?> ReadAsync(CancellationToken cancellationToken) =>
        await blob.ExistsAsync(cancellationToken) ? Parse((await blob.DownloadContentAsync(cancellationToken)).Value.Content) : null;

    public async Task WriteAsync(DateTimeOffset next, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(Next, next);
            writer.WriteEndObject();
        }

        await blob.UploadAsync(BinaryData.FromBytes(buffer.ToArray()), overwrite: true, cancellationToken);
    }

    private static DateTimeOffset? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.GetProperty(Next).GetDateTimeOffset();
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // as if it were not there: at worst one firing is not made up
        }
    }
}
