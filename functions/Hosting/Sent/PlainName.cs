namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// What people may call something: a text that is seen as it is, wherever it is shown. One rule for all names and titles that somebody
/// types into Grain; what others wrote elsewhere is taken, and shown as <see cref="PlainLine"/> makes it.
/// </summary>
internal static class PlainName
{
    /// <summary>Marks that may stand on one letter; more of them run over the lines around.</summary>
    public const int MarksMax = 3;

    /// <summary>What a name must not hold, for error messages.</summary>
    public const string Rule = "no control characters and no others that cannot be seen or that turn the direction of writing";

    /// <summary>Letters, signs and marks that have no form: a joiner of graphemes, fillers of Hangul, vowels of Khmer, Braille without a
    /// dot.</summary>
    private static readonly int[] Blanks = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0];

    /// <summary>Whether a text can be a name: all of it is shown as it is, and something of it is seen.</summary>
    public static bool Is(string text)
    {
        var (isSeen, marks) = (false, 0);
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune)) return false; // half of a surrogate pair
            var category = Rune.GetUnicodeCategory(rune);
            var isSpace = category is UnicodeCategory.SpaceSeparator;
            marks = IsMark(category) ? marks + 1 : 0;
            if (marks > MarksMax || !(isSpace || IsShown(rune, category))) return false;
            isSeen |= marks == 0 && !isSpace && category is not UnicodeCategory.Format;
            at += rune.Utf16SequenceLength;
        }

        return isSeen;
    }

    /// <summary>Whether a character stands on the one before it.</summary>
    public static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>
    /// Not shown: control, direction and other invisible characters, spaces, line ends, and what no font has. Joiners make emoji, and keep
    /// letters of Persian and Indian scripts together or apart.
    /// </summary>
    public static bool IsShown(Rune rune, UnicodeCategory category) => rune.Value is 0x200C or 0x200D
        || (category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate) && !Blanks.Contains(rune.Value));
}
