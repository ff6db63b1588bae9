using Azure.Data.Tables;

namespace Grain.Local.Backups;

/// <summary>
/// A row as a line of a backup: an object with <c>PartitionKey</c>, <c>RowKey</c> and the properties, as the Table service itself writes
/// them in JSON. What JSON cannot tell apart says its type before it, in <c>{name}@odata.type</c>.
/// </summary>
internal static class RowLine
{
    private const string TypeEnd = "@odata.type";
    private const string Gone = "@gone";
    private const string Long = "Edm.Int64";
    private const string Time = "Edm.DateTime";
    private const string Binary = "Edm.Binary";
    private const string Double = "Edm.Double";

    /// <summary>The properties that are stored, without what the SDK keeps among them.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Properties(TableEntity row) =>
        row.Where(property => property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag"));

    /// <summary>Writes a row.</summary>
    public static void Write(Utf8JsonWriter json, TableEntity row)
    {
        json.WriteStartObject();
        json.WriteString("PartitionKey", row.PartitionKey);
        json.WriteString("RowKey", row.RowKey);
        foreach (var (name, value) in Properties(row)) Write(json, name, value);
        json.WriteEndObject();
    }

    /// <summary>Says that there is no such row.</summary>
    public static void WriteGone(Utf8JsonWriter json, string partitionKey, string rowKey)
    {
        json.WriteStartObject();
        json.WriteString("PartitionKey", partitionKey);
        json.WriteString("RowKey", rowKey);
        json.WriteBoolean(Gone, true);
        json.WriteEndObject();
    }

    /// <summary>Reads a line.</summary>
    /// <returns>The row, and whether the line says that there is none.</returns>
    /// <exception cref="JsonException">It is no row; so are <see cref="FormatException"/> and others of its parts.</exception>
    public static (TableEntity Row, bool IsGone) Read(byte[] line)
    {
        using var document = JsonDocument.Parse(line);
        var (row, types) = (new TableEntity(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Name == Gone) return (row, true);
            if (member.Name.EndsWith(TypeEnd, StringComparison.Ordinal))
                types[member.Name[..^TypeEnd.Length]] = member.Value.GetString() ?? "";
            else if (!row.TryAdd(member.Name, Value(member.Value, types.GetValueOrDefault(member.Name))))
                throw new JsonException($"The property {member.Name} is there twice.");
        }

        return row is { PartitionKey.Length: > 0, RowKey.Length: > 0 } ? (row, false) : throw new JsonException("The row has no keys.");
    }

    /// <summary>Whether two rows have the same properties.</summary>
    public static bool AreEqual(TableEntity one, TableEntity other)
    {
        var values = Properties(other).ToDictionary(StringComparer.Ordinal);
        return Properties(one).Count() == values.Count && Properties(one).All(property =>
            values.TryGetValue(property.Key, out var value) && (property.Value is byte[] bytes
                ? value is byte[] others && bytes.AsSpan().SequenceEqual(others) : property.Value.Equals(value)));
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                WriteTyped(json, name, Long, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                WriteTyped(json, name, Double, number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset at:
                WriteTyped(json, name, Time, at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                WriteTyped(json, name, Binary, Convert.ToBase64String(bytes));
                break;
            default:
                throw new InvalidDataException($"The property {name} is a {value.GetType().Name}, which no backup holds.");
        }
    }

    private static void WriteTyped(Utf8JsonWriter json, string name, string type, string value)
    {
        json.WriteString(name + TypeEnd, type);
        json.WriteString(name, value);
    }

    private static object Value(JsonElement value, string? type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.String, null) => value.GetString()!,
        (JsonValueKind.Number, null) => value.GetInt32(),
        (JsonValueKind.True or JsonValueKind.False, null) => value.GetBoolean(),
        (JsonValueKind.String, Long) => long.Parse(value.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        (JsonValueKind.String, Double) => double.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture),
        (JsonValueKind.String, Time) => DateTimeOffset.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture),
        (JsonValueKind.String, Binary) => value.GetBytesFromBase64(),
        _ => throw new JsonException($"A value of the type {type ?? value.ValueKind.ToString()} is not known."),
    };
}
