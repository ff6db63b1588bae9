using System.Buffers;
using System.Runtime.InteropServices;

namespace Grain.Functions.Spaces;

/// <summary>Makes JSON of JSON so that every value keeps its bytes: what is pinned by a hash must not be spelled anew.</summary>
internal static class RawJson
{
    /// <summary>What is written.</summary>
    public static JsonElement Build(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes)) write(writer);
        return JsonElement.Parse(bytes.WrittenSpan);
    }

    /// <summary>Writes a value as it stands.</summary>
    public static void WriteRaw(this Utf8JsonWriter writer, JsonElement json) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(json), skipInputValidation: true);

    /// <summary>
    /// Writes a value with what another one has besides, at every depth; what both have stays. What is <c>null</c> besides is absent.
    /// </summary>
    public static void WriteWith(this Utf8JsonWriter writer, JsonElement json, JsonElement other)
    {
        if (json.ValueKind == JsonValueKind.Object && other.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            var besides = other.Members();
            foreach (var member in json.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                if (besides.Remove(member.Name, out var both)) writer.WriteWith(member.Value, both);
                else writer.WriteRaw(member.Value);
            }

            foreach (var member in other.EnumerateObject())
            {
                if (!besides.ContainsKey(member.Name) || member.Value.ValueKind == JsonValueKind.Null) continue;
                writer.WritePropertyName(member.Name);
                writer.WriteRaw(member.Value);
            }

            writer.WriteEndObject();
        }
        else if (json.ValueKind == JsonValueKind.Array && other.ValueKind == JsonValueKind.Array
            && json.GetArrayLength() == other.GetArrayLength())
        {
            writer.WriteStartArray();
            foreach (var (one, more) in json.EnumerateArray().Zip(other.EnumerateArray())) writer.WriteWith(one, more);
            writer.WriteEndArray();
        }
        else writer.WriteRaw(json);
    }

    /// <summary>
    /// The members of an object by name; none of anything else. For whoever asks for many of them, as looking one up in the JSON goes
    /// through all of it.
    /// </summary>
    public static Dictionary<string, JsonElement> Members(this JsonElement json)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (json.ValueKind == JsonValueKind.Object)
            foreach (var member in json.EnumerateObject()) members[member.Name] = member.Value;
        return members;
    }

    /// <summary>
    /// Whether two values mean the same. A text that is no Unicode, as half of a surrogate pair, is the same as nothing: whoever reads it
    /// tells that fault.
    /// </summary>
    public static bool IsSame(this JsonElement one, JsonElement other)
    {
        try
        {
            return JsonElement.DeepEquals(one, other);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A member of an object; <see langword="null"/> if it has none of that name, or is none.</summary>
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
