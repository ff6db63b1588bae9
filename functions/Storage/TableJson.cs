using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Grain.Functions.Storage;

/// <summary>Writes rows as the Table service's JSON, straight into a buffer.</summary>
internal static class TableJson
{
    /// <summary>Type annotations and ETags in answers, but no links.</summary>
    public const string MediaType = "application/json;odata=minimalmetadata";

    /// <summary>What the service calls a moment: UTC with 100 ns.</summary>
    private const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <param name="json">A writer over the request's body; flushed when done.</param>
    /// <param name="entity">The row.</param>
    public static void Write(Utf8JsonWriter json, TableEntity entity)
    {
        json.WriteStartObject();
        json.WriteString("PartitionKey"u8, entity.PartitionKey);
        json.WriteString("RowKey"u8, entity.RowKey);
        foreach (ref readonly var property in entity.Properties) Write(json, property);
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>What a table is made of.</summary>
    public static void WriteName(Utf8JsonWriter json, string table)
    {
        json.WriteStartObject();
        json.WriteString("TableName"u8, table);
        json.WriteEndObject();
        json.Flush();
    }

    private static void Write(Utf8JsonWriter json, in TableProperty property)
    {
        switch (property.Type)
        {
            case EdmType.String:
                json.WriteString(property.Name, (string)property.Reference!);
                break;
            case EdmType.Int32:
                json.WriteNumber(property.Name, property.Bits);
                break;
            case EdmType.Boolean:
                json.WriteBoolean(property.Name, property.Bits != 0);
                break;
            case EdmType.Int64:
                Annotate(json, property.Name, "Edm.Int64"u8);
                Span<byte> digits = stackalloc byte[20];
                Utf8Formatter.TryFormat(property.Bits, digits, out var length);
                json.WriteString(property.Name, digits[..length]);
                break;
            case EdmType.Double:
                Annotate(json, property.Name, "Edm.Double"u8);
                WriteDouble(json, property.Name, property.AsDouble);
                break;
            case EdmType.DateTime:
                Annotate(json, property.Name, "Edm.DateTime"u8);
                Span<char> moment = stackalloc char[28];
                new DateTime(property.Bits, DateTimeKind.Utc).TryFormat(moment, out _, MomentFormat, CultureInfo.InvariantCulture);
                json.WriteString(property.Name, moment);
                break;
            default:
                Annotate(json, property.Name, "Edm.Binary"u8);
                json.WriteBase64String(property.Name, (byte[])property.Reference!);
                break;
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteString(name, double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
    }

    private static void Annotate(Utf8JsonWriter json, string name, ReadOnlySpan<byte> type)
    {
        Span<char> annotated = stackalloc char[StorageLimits.PropertyNameChars + TableJsonReader.Annotation.Length];
        name.CopyTo(annotated);
        TableJsonReader.Annotation.CopyTo(annotated[name.Length..]);
        json.WriteString(annotated[..(name.Length + TableJsonReader.Annotation.Length)], type);
    }
}
