using System.Buffers;
using System.Text.Json;

namespace Grain.Functions.Storage;

/// <summary>
/// Writes an entity group transaction: a multipart body with one change set, whose parts are requests
/// ("Performing entity group transactions").
/// </summary>
internal static class TableBatch
{
    // The boundaries can be constants: JSON and percent-encoded addresses have no line breaks, and a boundary is a line.
    public const string ContentType = "multipart/mixed; boundary=batch_grain";

    /// <summary>A guess at the bytes of a row, so that the buffer seldom has to grow.</summary>
    private const int UsualRowBytes = 768;

    /// <param name="actions">Checked against the limits of <see cref="TableLimits"/>.</param>
    /// <param name="tableUrl">Address of the table, without a slash at its end.</param>
    /// <param name="options">How the rows' JSON is written.</param>
    public static PooledBuffer Write(IReadOnlyList<TableTransactionAction> actions, string tableUrl, JsonWriterOptions options)
    {
        var body = new PooledBuffer(UsualRowBytes * (actions.Count + 1));
        try
        {
            body.Append("--batch_grain\r\nContent-Type: multipart/mixed; boundary=changeset_grain\r\n\r\n"u8);
            using var json = new Utf8JsonWriter((IBufferWriter<byte>)body, options);
            foreach (var action in actions) Write(body, json, action, tableUrl);
            body.Append("--changeset_grain--\r\n--batch_grain--\r\n"u8);
            TableLimits.CheckTransactionSize(body.Length);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static void Write(PooledBuffer body, Utf8JsonWriter json, TableTransactionAction action, string tableUrl)
    {
        body.Append("--changeset_grain\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8);
        body.Append(MethodOf(action.Kind));
        body.Append(tableUrl);
        if (action.Kind != TableActionKind.Add) body.Append(TableClient.KeysInUrl(action.Entity.PartitionKey, action.Entity.RowKey));
        body.Append(" HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n"u8);
        if (action.IfMatch != default)
        {
            body.Append("If-Match: "u8);
            body.Append(action.IfMatch.ToString("H"));
            body.Append("\r\n"u8);
        }

        if (action.Kind == TableActionKind.Delete)
        {
            // An empty line ends the headers, and the second line break belongs to the boundary.
            body.Append("\r\n\r\n"u8);
            return;
        }

        body.Append("Prefer: return-no-content\r\nContent-Type: application/json\r\n\r\n"u8);
        json.Reset();
        TableJson.Write(json, action.Entity);
        body.Append("\r\n"u8);
    }

    private static ReadOnlySpan<byte> MethodOf(TableActionKind kind) => kind switch
    {
        TableActionKind.Add => "POST "u8,
        TableActionKind.Replace => "PUT "u8,
        TableActionKind.Merge => "PATCH "u8,
        _ => "DELETE "u8,
    };
}
