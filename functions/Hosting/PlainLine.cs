namespace Grain.Functions.Hosting;

/// <summary>
/// What strangers wrote, as it can stand in a line of a terminal, a page or a sentence: one line, bounded, and nothing in it that moves a
/// cursor, changes a colour, turns the direction of writing or hides.
/// </summary>
internal static class PlainLine
{
    /// <summary>
    /// The text in at most <paramref name="lengthMax"/> characters. What is cut ends in …; what cannot be shown becomes a space.
    /// </summary>
    public static string Of(string text, int lengthMax)
    {
        if (SealedWords.Are(text)) return SealedWords.Marked(text, SealedWords.LineMark, lengthMax);
        var line = new StringBuilder(Math.Min(text.Length, lengthMax));
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            marks = PlainName.IsMark(category) ? marks + 1 : 0;
            if (marks > PlainName.MarksMax) continue;
            if (!PlainName.IsShown(rune, category))
            {
                if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
            }
            else if (line.Length + rune.Utf16SequenceLength > lengthMax)
            {
                return Cut(line, lengthMax) + "…";
            }
            else
            {
                line.Append(rune.ToString());
            }
        }

        return line.ToString().Trim();
    }

    /// <summary>All of the text, with a space for each character that is not shown: what stands in columns stays in its place.</summary>
    public static string WithSpaces(string text)
    {
        var line = new StringBuilder(text.Length);
        var marks = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            marks = PlainName.IsMark(category) ? marks + 1 : 0;
            if (marks <= PlainName.MarksMax) line.Append(PlainName.IsShown(rune, category) ? rune.ToString() : " ");
        }

        return line.ToString();
    }

    /// <summary>A web address that can be shown and followed; <see langword="null"/> for any other.</summary>
    public static string? Link(string? address, int lengthMax) =>
        address is not null && SealedWords.Are(address) ? SealedWords.Marked(address, SealedWords.LinkMark, lengthMax)
        : address is not null && address.Length <= lengthMax && address.All(char.IsAscii)
        && !address.Any(c => char.IsControl(c) || c == ' ')
        && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? address : null;

    private static string Cut(StringBuilder line, int lengthMax)
    {
        var end = Math.Min(line.Length, lengthMax - 1);
        if (end > 0 && char.IsHighSurrogate(line[end - 1])) end--;
        return line.ToString(0, end).TrimEnd();
    }
}
