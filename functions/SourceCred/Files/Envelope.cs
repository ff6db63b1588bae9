namespace Grain.Functions.SourceCred.Files;

/// <summary>What SourceCred wraps its data in: <c>[{"type", "version"}, data]</c>.</summary>
/// <param name="Type">What it is: <c>sourcecred/weightedGraph</c>.</param>
/// <param name="Version">In which form: <c>0.1.0</c>.</param>
/// <param name="Data">What is wrapped.</param>
public readonly record struct Envelope(string Type, string Version, JsonElement Data)
{
    /// <summary>Whether a value looks like an envelope.</summary>
    public static bool Is(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
        && value[0].ValueKind == JsonValueKind.Object && IsText(value[0], "type") && IsText(value[0], "version");

    /// <summary>Opens it.</summary>
    /// <param name="value">The envelope.</param>
    /// <param name="path">The file, for the complaint.</param>
    /// <exception cref="InstanceException">It is none.</exception>
    public static Envelope Of(JsonElement value, string path) => Is(value)
        ? new(value[0].GetProperty("type").GetString()!, value[0].GetProperty("version").GetString()!, value[1])
        : throw new InstanceException($"{path}: it is not of the form [{{\"type\", \"version\"}}, …] that SourceCred writes");

    private static bool IsText(JsonElement header, string name) =>
        header.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String;
}
