using System.Globalization;
using System.Text.Json;

namespace Grain.Functions.Hosting;

/// <summary>
/// What a Functions host posts for a queue or timer function: <c>{"Data":{"name":…},"Metadata":{…}}</c>. A text comes as
/// a JSON string that holds a JSON string literal, numbers come as strings, and the host copies properties of a JSON
/// message over its own metadata. The reader takes each of the quotings and trusts the metadata with nothing that matters.
/// </summary>
internal sealed record InvocationRequest(JsonElement Value, JsonElement Metadata)
{
    /// <summary>Reads the body of an invocation.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="binding">The trigger's name in <c>function.json</c>.</param>
    /// <exception cref="JsonException">It is not an invocation of this trigger.</exception>
    public static InvocationRequest Parse(ReadOnlyMemory<byte> body, string binding)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Data", out var data) || data.ValueKind != JsonValueKind.Object)
            throw new JsonException("An invocation is an object with an object 'Data'.");
        if (!TryGet(data, binding, out var value)) throw new JsonException($"The invocation's 'Data' has no '{binding}'.");
        return new InvocationRequest(value.Clone(), root.TryGetProperty(nameof(Metadata), out var metadata) ? metadata.Clone() : default);
    }

    /// <summary>As the delivery of a queue message.</summary>
    /// <exception cref="JsonException">There is no message.</exception>
    public QueueInvocation AsQueueMessage() => new(Text(Value))
    {
        DequeueCount = Meta("DequeueCount") is { } count && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var tries) ? tries : 1,
        MessageId = Meta("Id"),
    };

    /// <summary>As the firing of a timer.</summary>
    public TimerInvocation AsTimer()
    {
        using var quoted = Value.ValueKind == JsonValueKind.String ? TryParse(Value.GetString()!) : null;
        var timer = quoted?.RootElement ?? Value;
        return new TimerInvocation(timer.ValueKind == JsonValueKind.Object && TryGet(timer, "IsPastDue", out var flag) && IsTrue(flag));
    }

    private static bool IsTrue(JsonElement flag) =>
        flag.ValueKind == JsonValueKind.True || (flag.ValueKind == JsonValueKind.String && string.Equals(Text(flag), "true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes off one quoting, and a second one where the text is a JSON string literal as a whole.</summary>
    private static string Text(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String: break;
            case JsonValueKind.Null or JsonValueKind.Undefined: throw new JsonException("The invocation has no message.");
            default: return value.GetRawText();
        }

        var text = value.GetString()!;
        if (!text.StartsWith('"')) return text;
        using var literal = TryParse(text);
        return literal?.RootElement.ValueKind == JsonValueKind.String ? literal.RootElement.GetString()! : text;
    }

    private string? Meta(string name) =>
        Metadata.ValueKind == JsonValueKind.Object && TryGet(Metadata, name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? Text(value)
            : null;

    private static bool TryGet(JsonElement parent, string name, out JsonElement value)
    {
        if (parent.TryGetProperty(name, out value)) return true;
        foreach (var property in parent.EnumerateObject())
        {
            if (!string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) continue;
            value = property.Value;
            return true;
        }

        return false;
    }

    // Text that is not JSON is an ordinary message, so a failure to read it is an answer here and no fault.
    private static JsonDocument? TryParse(string text)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text));
        try
        {
            return JsonDocument.TryParseValue(ref reader, out var document) && !reader.Read() ? document : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
