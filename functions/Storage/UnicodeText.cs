namespace Grain.Functions.Storage;

/// <summary>
/// Half a surrogate pair is no Unicode text, and UTF-8 can not carry it: it would silently arrive as U+FFFD. So it is refused.
/// </summary>
internal static class UnicodeText
{
    /// <summary>What is wrong with a string, or <see langword="null"/> when it is Unicode text.</summary>
    public static string? FaultOf(string text)
    {
        var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (i < 0) return null;
        for (; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return $"character {i} (U+{(int)text[i]:X4}) is half of a surrogate pair, which is no Unicode text";
            i++;
        }

        return null;
    }
}
