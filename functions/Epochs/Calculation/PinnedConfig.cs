using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// Reads the configuration that an epoch has pinned. What it says holds; what it does not say is as the epoch's calculation has it, and
/// not as somebody would have it who writes a configuration today. Pure.
/// </summary>
internal static class PinnedConfig
{
    /// <summary>The configuration with all that a calculation asks for.</summary>
    public static SpaceConfig Fill(SpaceConfig pinned, CalculationDefaults defaults)
    {
        var (initial, named) = (JsonElement.Parse(defaults.Config), JsonElement.Parse(defaults.Named));
        return SpaceConfig.Of(RawJson.Build(writer => Write(writer, pinned.ToJson(), initial, named)));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement json, JsonElement initial, JsonElement named)
    {
        writer.WriteStartObject();
        foreach (var member in json.EnumerateObject())
        {
            // A section that is null says nothing.
            var value = member.Value.ValueKind == JsonValueKind.Null ? initial.Member(member.Name) ?? member.Value : member.Value;
            writer.WritePropertyName(member.Name);
            if (value.ValueKind == JsonValueKind.Object && (initial.Member(member.Name) ?? named.Member(member.Name)) is { } own)
                Write(writer, value, own, named);
            else if (value.ValueKind == JsonValueKind.Array && named.Member(member.Name) is { } each) WriteList(writer, value, each, named);
            else writer.WriteRaw(value);
        }

        foreach (var member in initial.EnumerateObject())
        {
            if (json.Member(member.Name) is not null) continue;
            writer.WritePropertyName(member.Name);
            writer.WriteRaw(member.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, JsonElement list, JsonElement each, JsonElement named)
    {
        writer.WriteStartArray();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object) Write(writer, item, each, named);
            else writer.WriteRaw(item);
        }

        writer.WriteEndArray();
    }
}
