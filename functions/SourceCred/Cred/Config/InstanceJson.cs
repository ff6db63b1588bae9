using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Config;

/// <summary>The small JSON files of an instance, which people write by hand.</summary>
internal static class InstanceJson
{
    private const int BytesMax = 64 << 20;

    private static readonly JsonDocumentOptions Forgiving =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a file; absent if there is none.</summary>
    /// <exception cref="InstanceException">It is no JSON, or longer than anybody writes.</exception>
    public static JsonElement? Read(InstanceFiles files, string path)
    {
        using var stream = files.TryOpen(path);
        if (stream is null) return null;
        try
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > BytesMax) throw new InstanceException($"{path}: it has more than {BytesMax >> 20} MiB");
            }

            return JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Forgiving).RootElement;
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException)
        {
            throw new InstanceException($"{path}: it is no JSON: {fault.Message}");
        }
    }

    /// <summary>The same; what cannot be read is noted and done without.</summary>
    public static JsonElement? Read(InstanceFiles files, string path, InstanceNotes notes)
    {
        try
        {
            return Read(files, path);
        }
        catch (InstanceException fault)
        {
            notes.Add(path, fault.Message[(fault.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
            return null;
        }
    }

    /// <summary>All objects within a value, however deep, those outside first.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object) yield return value;
        var inside = value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value),
            JsonValueKind.Array => value.EnumerateArray(),
            _ => [],
        };
        foreach (var found in inside.SelectMany(Objects)) yield return found;
    }

    /// <summary>A text member; absent if there is none, or one that is no Unicode.</summary>
    public static string? Text(JsonElement value, string name)
    {
        try
        {
            return Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A number that stands as one, or as a text.</summary>
    public static double? Number(JsonElement value, string name) => Member(value, name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var read) && double.IsFinite(read) => read,
        { ValueKind: JsonValueKind.String } when double.TryParse(Text(value, name), NumberStyles.Float, CultureInfo.InvariantCulture,
            out var read) && double.IsFinite(read) => read,
        _ => null,
    };

    /// <summary>A member; absent if there is none.</summary>
    public static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : null;

    /// <summary>The elements of a list; none if it is none.</summary>
    public static IEnumerable<JsonElement> List(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>
    /// A moment as JavaScript reads one: ISO 8601, or <c>1/30/2021</c>. Without an offset it is UTC, as where SourceCred ran.
    /// </summary>
    public static long? Time(JsonElement value, string name) => Text(value, name) is { } text && DateTimeOffset.TryParse(text,
        CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds() : null;
}
