using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure;

namespace Grain.Functions.Storage;

/// <summary>Reads rows from the Table service's JSON. Names and keys that a row shares with the row before are not made anew.</summary>
internal sealed class TableJsonReader
{
    /// <summary>What follows a property's name in the name of its type annotation.</summary>
    public const string Annotation = "@odata.type";

    private TableEntity? previous;

    /// <summary>Reads the rows of a query's answer.</summary>
    public void ReadPage(ReadOnlySpan<byte> body, Action<TableEntity> add)
    {
        var reader = new Utf8JsonReader(body);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRows = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isRows) reader.Skip();
            else
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) add(ReadRow(ref reader));
        }
    }

    /// <summary>The single row of a point read's answer.</summary>
    public TableEntity ReadEntity(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        Expect(ref reader, JsonTokenType.StartObject);
        return ReadRow(ref reader);
    }

    private TableEntity ReadRow(ref Utf8JsonReader reader)
    {
        var row = new TableEntity("", "", previous?.Properties.Length ?? 4);
        EdmType? announced = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadSystemProperty(ref reader, row)) continue;
            if (reader.ValueSpan.EndsWith("@odata.type"u8))
            {
                reader.Read();
                announced = TypeOf(ref reader);
                continue;
            }

            var name = NameOf(ref reader, row.Properties.Length);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null) row.Add(ValueOf(ref reader, announced) with { Name = name });
            announced = null;
        }

        return previous = row;
    }

    private bool ReadSystemProperty(ref Utf8JsonReader reader, TableEntity row)
    {
        if (reader.ValueTextEquals("PartitionKey"u8))
        {
            reader.Read();
            row.PartitionKey = previous is not null && reader.ValueTextEquals(previous.PartitionKey) ? previous.PartitionKey : reader.GetString()!;
        }
        else if (reader.ValueTextEquals("RowKey"u8))
        {
            reader.Read();
            row.RowKey = reader.GetString()!;
        }
        else if (reader.ValueTextEquals("odata.etag"u8))
        {
            reader.Read();
            row.ETag = new ETag(reader.GetString()!);
        }
        else if (reader.ValueSpan.StartsWith("odata."u8) || reader.ValueTextEquals("Timestamp"u8) || reader.ValueTextEquals("Timestamp@odata.type"u8))
        {
            reader.Read();
            reader.Skip();
        }
        else
        {
            return false;
        }

        return true;
    }

    private string NameOf(ref Utf8JsonReader reader, int index)
    {
        if (previous is not null && index < previous.Properties.Length && reader.ValueTextEquals(previous.Properties[index].Name))
            return previous.Properties[index].Name;
        return reader.GetString()!;
    }

    private static EdmType TypeOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("Edm.Int64"u8) ? EdmType.Int64
        : reader.ValueTextEquals("Edm.DateTime"u8) ? EdmType.DateTime
        : reader.ValueTextEquals("Edm.Double"u8) ? EdmType.Double
        : reader.ValueTextEquals("Edm.Binary"u8) ? EdmType.Binary
        : reader.ValueTextEquals("Edm.Int32"u8) ? EdmType.Int32
        : reader.ValueTextEquals("Edm.Boolean"u8) ? EdmType.Boolean
        : reader.ValueTextEquals("Edm.String"u8) ? EdmType.String
        : throw new JsonException($"unknown type {reader.GetString()}");

    private static TableProperty ValueOf(ref Utf8JsonReader reader, EdmType? announced) => announced switch
    {
        EdmType.Int64 => new TableProperty(EdmType.Int64, long.Parse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        EdmType.DateTime => new TableProperty(EdmType.DateTime, reader.GetDateTimeOffset().UtcTicks),
        EdmType.Double => new TableProperty(EdmType.Double, BitConverter.DoubleToInt64Bits(DoubleOf(ref reader))),
        EdmType.Binary => new TableProperty(EdmType.Binary, 0, reader.GetBytesFromBase64()),
        _ => PlainValueOf(ref reader),
    };

    private static TableProperty PlainValueOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => TableProperty.Of(reader.GetString()!),
        JsonTokenType.True => new TableProperty(EdmType.Boolean, 1),
        JsonTokenType.False => new TableProperty(EdmType.Boolean, 0),
        // A number with a point or an exponent is a double, also where it is whole: 3.0.
        JsonTokenType.Number when reader.ValueSpan.IndexOfAny(".eE"u8) < 0 => new TableProperty(EdmType.Int32, reader.GetInt32()),
        JsonTokenType.Number => new TableProperty(EdmType.Double, BitConverter.DoubleToInt64Bits(reader.GetDouble())),
        _ => throw new JsonException($"a property's value can not be {reader.TokenType}"),
    };

    private static double DoubleOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.GetDouble();
        return Encoding.ASCII.GetString(reader.ValueSpan) switch
        {
            "NaN" => double.NaN,
            "Infinity" or "INF" => double.PositiveInfinity,
            "-Infinity" or "-INF" => double.NegativeInfinity,
            var text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type) throw new JsonException($"{type} was expected in the answer");
    }
}
