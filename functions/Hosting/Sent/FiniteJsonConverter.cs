namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// A number that a <see cref="double"/> holds. By default 1e400 is read as infinity, which no JSON can be made of afterwards.
/// </summary>
internal sealed class FiniteJsonConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number)
            ? number : throw new SentException("must be a number, within range");

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
