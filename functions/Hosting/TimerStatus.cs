using System.Text.Json;
using Grain.Functions.Storage;

namespace Grain.Functions.Hosting;

/// <summary>When a timer should fire next, kept in a blob, so that a firing that was missed while nothing ran is made up.</summary>
internal sealed class TimerStatus(BlobClient blob)
{
    private const string Next = "next";

    /// <summary>The next firing as of the last one; null if none is kept, or none that can be read.</summary>
    public async Task<DateTimeOffset?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await blob.DownloadAsync(cancellationToken) is not { } content) return null;
        return Parse(content.Content.Span);
    }

    private static DateTimeOffset? Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!JsonDocument.TryParseValue(ref reader, out var document)) return null;
        using (document)
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty(Next, out var next) && next.ValueKind == JsonValueKind.String && next.TryGetDateTimeOffset(out var time) ? time : null;
    }

    public async Task WriteAsync(DateTimeOffset next, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(Next, next);
            writer.WriteEndObject();
        }

        await blob.UploadAsync(buffer.ToArray(), contentType: "application/json", cancellation: cancellationToken);
    }
}
