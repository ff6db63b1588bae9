namespace Grain.Functions.Reads.Images;

/// <summary>
/// How wide a text is at most, whichever font its reader has: an image in a page cannot bring one and cannot measure. The widths are those
/// of the widest fonts in use (Verdana, DejaVu Sans), in em, and more for what has no common ones.
/// </summary>
internal static class TextWidth
{
    private const double Bold = 1.18;

    /// <summary>More marks on a letter would reach into the lines above and below.</summary>
    private const int MarksMax = 2;

    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const string Cut = "…";

    /// <summary>After a text that is read from right to left, so that what is cut off shows where it ends.</summary>
    private const string RightToLeftMark = "\u200F";

    /// <summary>Up to and with which rune how wide one is; what is told more exactly stands before.</summary>
    private static readonly (int To, double Em)[] Widths =
    [
        (0x7F, 0), (0x24F, 1.1), (0x52F, 1.15), (0x5FF, 0.8), (0x10FF, 1.5), (0x115F, 1.1), (0x2027, 1.5), (0x218F, 1.1), (0x2BFF, 1.45),
        (0x2E39, 1.5), (0x2E3B, 3.2), (0xA4CF, 1.1), (0xABFF, 1.8), (0xD7A3, 1.1), (0xF8FF, 1.5), (0xFAFF, 1.1), (0xFDEF, 1.5), (0xFDFC, 4),
        (0xFDFD, 12), (0xFE2F, 1.5), (0xFEFF, 1.2), (0xFFEF, 1.1), (0x11FFF, 1.8), (0x1254F, 6), (0x1EFFF, 2.2), (0x1FFFF, 1.5),
        (0x10FFFF, 1.1),
    ];

    /// <summary>The most pixels that a line takes.</summary>
    /// <param name="text">The line.</param>
    /// <param name="size">Pixels of an em.</param>
    /// <param name="bold">Whether it is bold.</param>
    public static double Of(string text, double size, bool bold = false) =>
        text.EnumerateRunes().Sum(EmOf) * size * (bold ? Bold : 1);

    /// <summary>The first of some ways to say it that fits; the last one shortened, if none does.</summary>
    public static string Fitting(double width, double size, bool bold, params ReadOnlySpan<string> ways)
    {
        foreach (var way in ways)
            if (Of(Shown(way), size, bold) <= width) return Shown(way);
        return Shortened(Shown(ways[^1]), width, size, bold);
    }

    /// <summary>
    /// A text as an image shows it: without what turns the direction of others or is not to be seen, and with few marks on a letter.
    /// </summary>
    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
            marks = isMark ? marks + 1 : 0;
            var isUnseen = category is UnicodeCategory.Control
                || (category is UnicodeCategory.Format && rune.Value is not (ZeroWidthJoiner or ZeroWidthNonJoiner)
                    && rune.Value is not (>= 0xE0000 and <= 0xE007F)); // flags of regions are spelled with these
            if (!isUnseen && marks <= MarksMax) shown.Append(rune.ToString());
        }

        return shown.ToString();
    }

    private static string Shortened(string text, double width, double size, bool bold)
    {
        var (kept, room) = (new StringBuilder(), width - Of(Cut, size, bold));
        for (var letters = StringInfo.GetTextElementEnumerator(text); letters.MoveNext();)
        {
            var letter = letters.GetTextElement();
            room -= Of(letter, size, bold);
            if (room < 0) break;
            kept.Append(letter);
        }

        // Only where what is kept ends so: in other scripts a font may show the mark as a box.
        var isLastRightToLeft = kept.ToString().EnumerateRunes().LastOrDefault(Rune.IsLetter) is var last && IsRightToLeft(last);
        return kept + Cut + (isLastRightToLeft ? RightToLeftMark : "");
    }

    private static double EmOf(Rune rune)
    {
        if (rune.IsAscii) return EmOf((char)rune.Value);
        if (rune.Value is '·' or '…') return rune.Value == '·' ? 0.5 : 1.05;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            ? 0 : Widths.First(each => rune.Value <= each.To).Em;
    }

    private static double EmOf(char c) => c switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or ' ' or 'f' or 't' or 'r' => 0.46,
        '@' or '%' or 'W' => 1.1,
        'm' or 'w' or 'M' => 1,
        '+' or '=' or '<' or '>' or '~' or '#' or '^' or '&' or (>= 'A' and <= 'Z') => 0.85,
        _ => 0.68,
    };

    private static bool IsRightToLeft(Rune rune) =>
        rune.Value is (>= 0x590 and <= 0x8FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF)
            or (>= 0x1E800 and <= 0x1EFFF);
}
