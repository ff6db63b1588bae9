using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Azure;

namespace Grain.Functions.Storage;

/// <summary>
/// Reads the answer to an entity group transaction: either one part an action, each with a status and an ETag, or a single part with the
/// error, whose message begins with the number of the action that failed.
/// </summary>
internal static class TableBatchAnswer
{
    private static ReadOnlySpan<byte> StatusLine => "HTTP/1.1 "u8;

    /// <summary>The failure in the answer, or <see langword="null"/> when the transaction was carried out.</summary>
    public static TableTransactionFailedException? Failure(StorageOperation operation, Response response)
    {
        var parts = PooledStream.BodyOf(response);
        while (NextPart(ref parts, out var status, out _))
        {
            if (status < 400) continue;
            var (code, message) = StorageFault.Details(response);
            var (index, text) = SplitIndex(message);
            var reason = index is null ? text : $"action {index}: {text}";
            return new TableTransactionFailedException(status, StorageFault.Describe(operation, response, status, code, reason), code, index);
        }

        return null;
    }

    /// <summary>The new versions, in the order of the actions.</summary>
    public static ETag[] ETags(Response response, int count)
    {
        var etags = new ETag[count];
        var parts = PooledStream.BodyOf(response);
        var found = 0;
        while (NextPart(ref parts, out _, out var part))
        {
            if (found < count) etags[found] = ETagOf(part);
            found++;
        }

        return found == count
            ? etags
            : throw new RequestFailedException(0, $"table transaction: {count} actions were sent, and the answer has {found} parts", "MalformedAnswer", null);
    }

    private static bool NextPart(ref ReadOnlySpan<byte> rest, out int status, out ReadOnlySpan<byte> part)
    {
        status = 0;
        part = default;
        var start = rest.IndexOf(StatusLine);
        if (start < 0) return false;
        rest = rest[(start + StatusLine.Length)..];
        if (!Utf8Parser.TryParse(rest, out status, out _)) return false;
        var end = rest.IndexOf(StatusLine);
        part = end < 0 ? rest : rest[..end];
        rest = rest[part.Length..];
        return true;
    }

    private static ETag ETagOf(ReadOnlySpan<byte> part)
    {
        var start = part.IndexOf("\r\nETag: "u8);
        if (start < 0) return default;
        var value = part[(start + 8)..];
        var end = value.IndexOf((byte)'\r');
        return new ETag(Encoding.ASCII.GetString(end < 0 ? value : value[..end]));
    }

    private static (int? Index, string? Text) SplitIndex(string? message)
    {
        var colon = message?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (index, message![(colon + 1)..])
            : (null, message);
    }
}
