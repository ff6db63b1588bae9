namespace Grain.Functions.Spaces;

/// <summary>
/// Finds the secrets of a configuration: the elements of every list called <c>secrets</c>, each a text or an object with the text as
/// <c>secret</c>. No slice can forget one, and those of slices that this version does not know are found too.
/// </summary>
internal static class ConfigSecrets
{
    private const string ListName = "secrets";
    private const string TextName = "secret";

    /// <summary>The configuration with each secret changed.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="other">Another one, whose secrets in the same places are told; none if <see langword="null"/>.</param>
    /// <param name="change">Gives the secret instead of one, and of the other configuration's in its place.</param>
    public static SpaceConfig Change(SpaceConfig config, SpaceConfig? other, Func<string, string?, string> change) =>
        SpaceConfig.Of(RawJson.Build(writer => Write(writer, config.ToJson(), other?.ToJson(), change, isList: false)));

    private static void Write(
        Utf8JsonWriter writer, JsonElement json, JsonElement? other, Func<string, string?, string> change, bool isList)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            var others = other?.Members();
            foreach (var member in json.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                var before = others?.TryGetValue(member.Name, out var found) == true ? found : (JsonElement?)null;
                Write(writer, member.Value, before, change, member.Name == ListName);
            }

            writer.WriteEndObject();
        }
        else if (json.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var (index, item) in json.EnumerateArray().Index())
            {
                var before =
                    other is { ValueKind: JsonValueKind.Array } list && index < list.GetArrayLength() ? list[index] : (JsonElement?)null;
                if (isList) WriteSecret(writer, item, before, change);
                else Write(writer, item, before, change, isList: false);
            }

            writer.WriteEndArray();
        }
        else writer.WriteRaw(json);
    }

    private static void WriteSecret(Utf8JsonWriter writer, JsonElement secret, JsonElement? before, Func<string, string?, string> change)
    {
        if (TextOf(secret) is not { } text) writer.WriteRaw(secret);
        else if (secret.ValueKind == JsonValueKind.String) writer.WriteStringValue(change(text, TextOf(before)));
        else
        {
            writer.WriteStartObject();
            foreach (var member in secret.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                if (member.Name == TextName) writer.WriteStringValue(change(text, TextOf(before)));
                else writer.WriteRaw(member.Value);
            }

            writer.WriteEndObject();
        }
    }

    private static string? TextOf(JsonElement? secret) => (secret?.Member(TextName) ?? secret) is { ValueKind: JsonValueKind.String } text
        ? text.GetString() : null;
}
