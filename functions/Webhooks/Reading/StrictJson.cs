using System.Buffers;
using System.Text.Unicode;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>
/// JSON as RFC 8259 and good sense have it: UTF-8 without byte order mark, no key twice in an object, no half of a surrogate
/// pair, no comments, nested at most <see cref="SentJson.DepthMax"/> deep. What passes can be read as text without surprises.
/// </summary>
internal static class StrictJson
{
    /// <summary>Parses a whole body.</summary>
    /// <param name="body">Must stay as it is while the document is in use.</param>
    /// <param name="document">The document, to be disposed of by the caller, if the result is <see langword="true"/>.</param>
    /// <param name="fault">Otherwise what is wrong, with line and byte, both counted from 1.</param>
    /// <param name="mends">Halves of surrogate pairs, which programs make that cut a text within an emoji, become U+FFFD instead of a
    /// fault.</param>
    public static bool TryParse(ReadOnlyMemory<byte> body, out JsonDocument document, out string fault, bool mends = false)
    {
        document = null!;
        if (mends) body = WithoutHalves(body);
        fault = FaultInText(body.Span) ?? "";
        if (fault.Length > 0) return false;

        try
        {
            document = SentJson.Parse(body);
            return true;
        }
        catch (SentException exception)
        {
            fault = $"the body is not valid "
                + $"JSON: {PlaceOf(exception.LineNumber!.Value, exception.BytePositionInLine!.Value)}: {exception.Message}";
            return false;
        }
    }

    /// <summary>Whether a body has halves of surrogate pairs.</summary>
    public static bool HasHalves(ReadOnlySpan<byte> body) => FirstHalfSurrogate(body) >= 0;

    private static string? FaultInText(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return "the body is empty";
        if (text.StartsWith("\uFEFF"u8)) return "line 1, byte 1: the body starts with a byte order mark, which JSON does not allow";
        if (!Utf8.IsValid(text)) return $"{PlaceOf(text, FirstInvalid(text))}: the body is not valid UTF-8";
        var half = FirstHalfSurrogate(text);
        return half < 0 ? null : $"{PlaceOf(text, half)}: half of a surrogate pair is not a character";
    }

    private static ReadOnlyMemory<byte> WithoutHalves(ReadOnlyMemory<byte> body)
    {
        if (FirstHalfSurrogate(body.Span) is not (>= 0 and var half)) return body;
        var mended = body.ToArray();
        for (var from = 0; half >= 0; from += half, half = FirstHalfSurrogate(mended.AsSpan(from)))
            "\\ufffd"u8.CopyTo(mended.AsSpan(from + half));
        return mended;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var consumed) == OperationStatus.Done) at += consumed;
        return at;
    }

    /// <summary>
    /// Looks for <c>\ud800</c> … <c>\udfff</c> out of pairs. The parser lets them pass and reading the string fails later.
    /// Backslashes occur in strings only; where they do not, the parser objects.
    /// </summary>
    private static int FirstHalfSurrogate(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            var step = text[at..].IndexOf((byte)'\\');
            if (step < 0) return -1;
            at += step;
            var unit = CodeUnit(text[at..]);
            if (char.IsLowSurrogate(unit)) return at;
            if (char.IsHighSurrogate(unit))
            {
                if (!char.IsLowSurrogate(CodeUnit(text[(at + EscapeLength)..]))) return at;
                at += EscapeLength;
            }

            at = Math.Min(at + (unit == '\0' ? 2 : EscapeLength), text.Length);
        }
    }

    private const int EscapeLength = 6; // of \uXXXX

    private static char CodeUnit(ReadOnlySpan<byte> escape) =>
        escape.Length >= EscapeLength && escape[0] == '\\' && escape[1] == 'u'
        && ushort.TryParse(escape[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';

    private static string PlaceOf(ReadOnlySpan<byte> text, int at) =>
        PlaceOf(text[..at].Count((byte)'\n'), at - 1 - text[..at].LastIndexOf((byte)'\n'));

    private static string PlaceOf(long line, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, byte {position + 1}");
}
