namespace Grain.Functions.Distributions.Amounts;

/// <summary>Base units as a JSON string: JSON numbers lose digits in many readers.</summary>
internal sealed class GrainAmountJsonConverter : JsonConverter<GrainAmount>
{
    public override GrainAmount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new SentException("must be a text of decimal digits");
        return GrainAmount.TryParse(reader.GetString()!, out var amount, out var fault)
            ? amount
            : throw new SentException(fault!);
    }

    public override void Write(Utf8JsonWriter writer, GrainAmount value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
