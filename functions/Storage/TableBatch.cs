using System.Buffers;
using System.Text.Json;
using Azure.Core;

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
    public static PooledStream Write(IReadOnlyList<TableTransactionAction> actions, string tableUrl, JsonWriterOptions options)
    {
        var body = new PooledStream(UsualRowBytes * (actions.Count + 1));
        try
        {
            body.Write("--batch_grain\r\nContent-Type: multipart/mixed; boundary=changeset_grain\r\n\r\n"u8);
            using var json = new Utf8JsonWriter((IBufferWriter<byte>)body, options);
            foreach (var action in actions) Write(body, json, action, tableUrl);
            body.Write("--changeset_grain--\r\n--batch_grain--\r\n"u8);
            TableLimits.CheckTransactionSize(body.Length);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static void Write(PooledStream body, Utf8JsonWriter json, TableTransactionAction action, string tableUrl)
    {
        body.Write("--changeset_grain\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8);
        body.Write(action.Method.Method);
        body.Write(" "u8);
        body.Write(tableUrl);
        if (action.Method != RequestMethod.Post) body.Write(TableClient.KeysInUrl(action.Entity.PartitionKey, action.Entity.RowKey));
        body.Write(" HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n"u8);
        if (action.IfMatch != default) body.Write($"If-Match: {action.IfMatch.ToString("H")}\r\n");
        if (action.Method == RequestMethod.Delete)
        {
            // An empty line ends the headers, and the second line break belongs to the boundary.
            body.Write("\r\n\r\n"u8);
            return;
        }

        body.Write("Prefer: return-no-content\r\nContent-Type: application/json\r\n\r\n"u8);
        json.Reset();
        TableJson.Write(json, action.Entity);
        body.Write("\r\n"u8);
    }
}
