namespace Grain.Functions.Spaces;

/// <summary>JSON Merge Patch (RFC 7396): objects are merged member by member, <c>null</c> takes one out, all else is replaced.</summary>
internal static class MergePatch
{
    /// <summary>What a patch makes of a value.</summary>
    public static JsonElement Apply(JsonElement value, JsonElement patch) => RawJson.Build(writer => Write(writer, value, patch));

    private static void Write(Utf8JsonWriter writer, JsonElement? value, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            writer.WriteRaw(patch);
            return;
        }

        writer.WriteStartObject();
        var changes = patch.Members();
        if (value is { ValueKind: JsonValueKind.Object } known)
        {
            foreach (var member in known.EnumerateObject())
            {
                if (changes.Remove(member.Name, out var change)) WriteMember(writer, member.Name, member.Value, change);
                else WriteMember(writer, member.Name, null, member.Value);
            }
        }

        foreach (var member in patch.EnumerateObject())
            if (changes.ContainsKey(member.Name)) WriteMember(writer, member.Name, null, member.Value);
        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, JsonElement? value, JsonElement change)
    {
        if (change.ValueKind == JsonValueKind.Null) return;
        writer.WritePropertyName(name);
        Write(writer, value, change);
    }
}
