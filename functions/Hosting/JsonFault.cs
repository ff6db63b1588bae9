namespace Grain.Functions.Hosting;

/// <summary>Says what is wrong with a JSON text to somebody who knows nothing of the program that reads it.</summary>
public static class JsonFault
{
    /// <summary>The fault in words, without the place and without names of types.</summary>
    public static string Describe(JsonException fault)
    {
        var message = WithoutPlace(fault.Message);
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)) return "is not known here";
        if (After(message, " missing required properties including: ") is { } names) return $"lacks {names}";
        if (After(message, "could not be converted to ") is { } type) return Kind(type.TrimEnd('.'));
        return message.Contains("doesn't allow setting null values", StringComparison.Ordinal)
            || message.Contains("doesn't allow null values", StringComparison.Ordinal)
            ? "must not be null"
            : message;
    }

    /// <summary>The same with the place in front: for people at a command line.</summary>
    public static string DescribeWithPlace(JsonException fault)
    {
        var path = fault.Path is { Length: > 1 } inside ? $"{inside} " : "";
        return fault.LineNumber is { } line ? $"line {line + 1}, byte {fault.BytePositionInLine + 1}: {path}{Describe(fault)}"
            : path + Describe(fault);
    }

    /// <summary>
    /// The reader names the type that it wanted. Of those that are not the runtime's own the name would tell nobody anything.
    /// </summary>
    private static string Kind(string type)
    {
        bool Is(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (type == $"System.{name}" || type == $"System.Nullable`1[System.{name}]") return true;
            return false;
        }

        if (Is("String")) return "must be a text";
        if (Is("Boolean")) return "must be true or false";
        if (Is("Int32", "Int64")) return "must be a whole number, within range";
        if (Is("Double", "Decimal")) return "must be a number, within range";
        return Is("DateTime", "DateTimeOffset") ? "must be a time as in ISO 8601" : "is not of the kind that is expected here";
    }

    // The framework ends its messages with the path and the position, which have their own fields.
    private static string WithoutPlace(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0) end = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static string? After(string message, string words) =>
        message.IndexOf(words, StringComparison.Ordinal) is var at and >= 0 ? message[(at + words.Length)..] : null;
}
