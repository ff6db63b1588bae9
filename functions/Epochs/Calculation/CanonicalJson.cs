namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// The canonical form of JSON by RFC 8785: properties sorted by the UTF-16 code units of their names, no spaces, one spelling of every
/// text and number. Equal values give equal bytes in every program, so that a hash of them means something.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>Integers beyond it are not told apart by programs that read numbers as doubles (RFC 7493, 2.2).</summary>
    private const double ExactIntegerMax = 9007199254740991;

    /// <summary>RFC 8785 writes numbers as ECMAScript does: without an exponent from 10^-7 (not included) up to 10^21.</summary>
    private const int PlainDigitsMax = 21;
    private const int LeadingZerosMax = 6;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The canonical form of a JSON text.</summary>
    /// <exception cref="JsonException">It is no JSON, or names a property twice.</exception>
    /// <exception cref="InvalidDataException">It holds half of a surrogate pair, an integer of more than 53 bits, or a number beyond
    /// doubles.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var text = new StringBuilder(json.Length);
            Write(text, document.RootElement);
            return Utf8.GetBytes(text.ToString());
        }
        catch (Exception e) when (e is EncoderFallbackException or InvalidOperationException)
        {
            throw new InvalidDataException("A text holds half of a surrogate pair, which has no canonical form.", e);
        }
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (index, item) in value.EnumerateArray().Index())
                {
                    if (index > 0) text.Append(',');
                    Write(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteText(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(value));
                break;
            default:
                text.Append(value.GetRawText()); // true, false, null
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonElement value)
    {
        text.Append('{');
        foreach (var (index, property) in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal).Index())
        {
            if (index > 0) text.Append(',');
            WriteText(text, property.Name);
            text.Append(':');
            Write(text, property.Value);
        }

        text.Append('}');
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var unit in value)
        {
            _ = unit switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => text.Append(unit),
            };
        }

        text.Append('"');
    }

    private static string Number(JsonElement value)
    {
        var number = value.GetDouble();
        var isInteger = !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E');
        return double.IsFinite(number) && (!isInteger || Math.Abs(number) <= ExactIntegerMax)
            ? Number(number)
            : throw new InvalidDataException($"The number {value.GetRawText()} cannot be read exactly as a double.");
    }

    /// <summary>A double with the fewest digits that mean it and no other, in the notation of ECMAScript (Number::toString).</summary>
    internal static string Number(double number)
    {
        if (number == 0) return "0"; // also -0
        var shortest = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var exponent = shortest.Length > 1 ? int.Parse(shortest[1], CultureInfo.InvariantCulture) : 0;
        var whole = shortest[0].Split('.')[0];
        var all = shortest[0].Replace(".", "", StringComparison.Ordinal);
        var zeros = all.Length - all.TrimStart('0').Length;
        return (number < 0 ? "-" : "") + Place(all.Trim('0'), whole.Length - zeros + exponent);
    }

    /// <summary>Writes digits with the decimal point after so many of them.</summary>
    private static string Place(string digits, int point)
    {
        if (point is > 0 and <= PlainDigitsMax)
            return digits.Length <= point ? digits + new string('0', point - digits.Length) : $"{digits[..point]}.{digits[point..]}";
        if (point is > -LeadingZerosMax and <= 0) return $"0.{new string('0', -point)}{digits}";
        var exponent = (point > 0 ? "+" : "-") + Math.Abs(point - 1).ToString(CultureInfo.InvariantCulture);
        return digits.Length == 1 ? $"{digits}e{exponent}" : $"{digits[0]}.{digits[1..]}e{exponent}";
    }
}
