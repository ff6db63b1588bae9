using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Grain.Functions.Tests.Hosting;

/// <summary>
/// Writes invocations exactly as the Functions host does: a text twice quoted, numbers as strings, and the scalar top-level
/// properties of a JSON message copied over the metadata.
/// </summary>
internal static class HostInvocation
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A delivery of a queue message.</summary>
    public static byte[] Queue(string binding, string text, string messageId = "5f3c2d1e-0000-0000-0000-000000000001", long dequeueCount = 1)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["DequeueCount"] = dequeueCount.ToString(CultureInfo.InvariantCulture),
            ["ExpirationTime"] = "2026-11-28T02:10:31+00:00",
            ["Id"] = Quoted(messageId),
            ["InsertionTime"] = "2026-11-21T02:10:31+00:00",
            ["NextVisibleTime"] = "2026-11-21T02:20:31+00:00",
            ["PopReceipt"] = Quoted("AgAAAAMAAAAAAAAA+M1tuKN12AE="),
        };
        foreach (var (name, value) in TopLevelProperties(text)) metadata[name] = Quoted(value);
        return Write(writer =>
        {
            writer.WriteStartObject("Data");
            writer.WriteString(binding, Quoted(text));
            writer.WriteEndObject();
            writer.WriteStartObject("Metadata");
            foreach (var (name, value) in metadata) writer.WriteString(name, value);
            WriteSystem(writer);
            writer.WriteEndObject();
        });
    }

    /// <summary>A firing of a timer.</summary>
    public static byte[] Timer(string binding, bool isPastDue = false) => Write(writer =>
    {
        writer.WriteStartObject("Data");
        writer.WriteStartObject(binding);
        writer.WriteStartObject("Schedule");
        writer.WriteBoolean("AdjustForDST", true);
        writer.WriteEndObject();
        writer.WriteNull("ScheduleStatus");
        writer.WriteBoolean("IsPastDue", isPastDue);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("Metadata");
        WriteSystem(writer);
        writer.WriteEndObject();
    });

    /// <summary>A JSON string literal.</summary>
    public static string Quoted(string text) => "\"" + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) + "\"";

    private static void WriteSystem(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("sys");
        writer.WriteString("MethodName", "Function");
        writer.WriteString("UtcNow", "2026-11-21T02:10:31.4662945Z");
        writer.WriteString("RandGuid", "3f7a1a52-5ad4-4d4c-b2a5-7d2b2a1e9f10");
        writer.WriteEndObject();
    }

    private static IEnumerable<(string Name, string Value)> TopLevelProperties(string text)
    {
        if (!text.TrimStart().StartsWith('{')) return [];
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateObject()
                .Where(property => property.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null or JsonValueKind.Object))
                .Where(property => !property.Name.EndsWith("trigger", StringComparison.OrdinalIgnoreCase))
                .Select(property => (property.Name, property.Value.ToString()))];
        }
        catch (JsonException)
        {
            return []; // not JSON: there is nothing to copy
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
