namespace Grain.Functions.Hosting.Sent;

/// <summary>A time of a configuration, read as every time from outside; it keeps the offset that it was given.</summary>
internal sealed class OutsideTimeJsonConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return OutsideTime.TryRead(document.RootElement, out var time) ? time : throw new SentException(OutsideTime.Form);
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
