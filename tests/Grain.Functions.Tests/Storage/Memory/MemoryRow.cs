using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>A row: its values as they were sent, each with the word that tells its type where there is one.</summary>
internal sealed record MemoryRow(string PartitionKey, string RowKey, string Version, IReadOnlyDictionary<string, JsonElement> Values)
{
    private const string TypeMark = "@odata.type";

    private static long versions;

    /// <summary>Reads a row that is sent, under a version that no other has.</summary>
    public static MemoryRow Read(byte[] body, DateTimeOffset now)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(body)!;
        foreach (var own in (string[])["Timestamp", "Timestamp" + TypeMark, "odata.etag"]) values.Remove(own);
        foreach (var type in values.Where(value => value.Value.ValueKind == JsonValueKind.String && value.Value.GetString() == "Edm.Double"
            && value.Key.EndsWith(TypeMark, StringComparison.Ordinal)).Select(value => value.Key).ToArray())
        {
            var number = values[type[..^TypeMark.Length]].GetRawText(); // it is answered with a point instead of the word
            values[type[..^TypeMark.Length]] = JsonElement.Parse(number.AsSpan().ContainsAny('.', 'E', 'e') ? number : number + ".0");
            values.Remove(type);
        }

        values["Timestamp"] = JsonSerializer.SerializeToElement(now);
        values["Timestamp" + TypeMark] = JsonSerializer.SerializeToElement("Edm.DateTime");
        var moment = DateTime.UnixEpoch.AddTicks(Interlocked.Increment(ref versions));
        return new(values["PartitionKey"].GetString()!, values["RowKey"].GetString()!,
            $"W/\"datetime'{Uri.EscapeDataString(moment.ToString("o", CultureInfo.InvariantCulture))}'\"", values);
    }

    /// <summary>The row with the values that an earlier version has and this one has not.</summary>
    public MemoryRow Over(MemoryRow earlier) => this with
    {
        Values = Values.Concat(earlier.Values.Where(value =>
            !Values.ContainsKey(value.Key.Replace(TypeMark, "", StringComparison.Ordinal))))
            .ToDictionary(),
    };

    /// <summary>The row as it is answered.</summary>
    /// <param name="select">The properties asked for; <see langword="null"/> for all.</param>
    public JsonObject ToJson(IReadOnlySet<string>? select)
    {
        var row = new JsonObject { ["odata.etag"] = Version };
        foreach (var (name, value) in Values)
            if (select?.Contains(name.Replace(TypeMark, "", StringComparison.Ordinal)) != false) row[name] = JsonValue.Create(value);
        return row;
    }
}
