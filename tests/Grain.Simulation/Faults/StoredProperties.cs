using System.Globalization;
using System.Text.Json;

namespace Grain.Simulation.Faults;

/// <summary>The properties of a row as they were sent, read by nothing of the app's.</summary>
internal readonly struct StoredProperties(JsonElement row)
{
    /// <summary>Reads a row.</summary>
    public static StoredProperties Of(byte[] body) => new(JsonElement.Parse(body));

    /// <summary>A text, or a number as a text; absent where there is none.</summary>
    public string? TryGet(string name) => !row.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    /// <summary>A text that must be there.</summary>
    public string Get(string name) => TryGet(name) ?? throw new InvalidDataException($"A row has no {name}.");

    /// <summary>A whole number.</summary>
    public long Number(string name) => long.Parse(Get(name), CultureInfo.InvariantCulture);

    /// <summary>A long text, which lies in several properties.</summary>
    public string Long(string name)
    {
        var text = Get(name);
        for (var part = 1; TryGet($"{name}_{part}") is { } more; part++) text += more;
        return text;
    }
}
