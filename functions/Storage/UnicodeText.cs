using System.Text;

namespace Grain.Functions.Storage;

/// <summary>Half a surrogate pair is no Unicode text, and UTF-8 can not carry it: it would silently arrive as U+FFFD. So it is refused.</summary>
internal static class UnicodeText
{
    /// <summary>UTF-8 that takes and gives nothing but Unicode text.</summary>
    public static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is wrong with a string, or <see langword="null"/> when it is Unicode text.</summary>
    public static string? FaultOf(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return null;
        try
        {
            Strict.GetByteCount(text);
            return null;
        }
        catch (EncoderFallbackException fault)
        {
            return $"character {fault.Index} (U+{(int)text[fault.Index]:X4}) is half of a surrogate pair, which is no Unicode text";
        }
    }
}
