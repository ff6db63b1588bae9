using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>
/// A row of a table as a line of JSON: the keys, then the properties in ordinal order. A property that is no text has its type behind its
/// name, <c>"Seq:Int64":3</c>; names of properties hold no colon.
/// </summary>
internal static class StoredRow
{
    private static readonly string[] NotProperties = ["PartitionKey", "RowKey", "Timestamp", "odata.etag"];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON on a line, legible.</summary>
    public static string Line(JsonObject json) => json.ToJsonString(Readable);

    /// <summary>The row as a line.</summary>
    public static string Write(TableEntity row)
    {
        var json = new JsonObject { ["PartitionKey"] = row.PartitionKey, ["RowKey"] = row.RowKey };
        foreach (var (name, value) in row.Where(property => !NotProperties.Contains(property.Key))
            .OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            var (type, node) = value switch
            {
                string text => ("", JsonValue.Create(text)),
                int number => (":Int32", JsonValue.Create(number)),
                long number => (":Int64", JsonValue.Create(number)),
                double number => (":Double", JsonValue.Create(number)),
                bool flag => (":Boolean", JsonValue.Create(flag)),
                DateTimeOffset at => (":DateTime",
                    JsonValue.Create(at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture))),
                Guid id => (":Guid", JsonValue.Create(id.ToString())),
                byte[] bytes => (":Binary", JsonValue.Create(Convert.ToBase64String(bytes))),
                BinaryData data => (":Binary", JsonValue.Create(Convert.ToBase64String(data.ToArray()))),
                _ => throw new InvalidDataException($"{row.PartitionKey} {row.RowKey} {name} is a {value.GetType()}."),
            };
            json[name + type] = node;
        }

        return Line(json);
    }

    /// <summary>The row of a line.</summary>
    public static TableEntity Read(string line)
    {
        var row = new TableEntity();
        foreach (var (key, node) in JsonNode.Parse(line)!.AsObject())
        {
            var colon = key.IndexOf(':', StringComparison.Ordinal);
            var (name, type, value) = (colon < 0 ? key : key[..colon], colon < 0 ? "" : key[(colon + 1)..], node!.AsValue());
            row[name] = type switch
            {
                "" => value.GetValue<string>(),
                "Int32" => value.GetValue<int>(),
                "Int64" => value.GetValue<long>(),
                "Double" => value.GetValue<double>(),
                "Boolean" => value.GetValue<bool>(),
                "DateTime" => DateTimeOffset.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture),
                "Guid" => Guid.Parse(value.GetValue<string>()),
                "Binary" => Convert.FromBase64String(value.GetValue<string>()),
                _ => throw new InvalidDataException($"'{key}' has a type that tables do not have."),
            };
        }

        return row;
    }

    /// <summary>Puts rows into a new table.</summary>
    public static async Task WriteAllAsync(TableClient table, IEnumerable<string> lines)
    {
        const int OperationsMax = 100;
        await table.CreateAsync();
        foreach (var partition in lines.Select(Read).GroupBy(row => row.PartitionKey, StringComparer.Ordinal))
            foreach (var rows in partition.Chunk(OperationsMax))
                await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)));
    }
}
