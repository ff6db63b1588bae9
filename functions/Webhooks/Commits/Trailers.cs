namespace Grain.Functions.Webhooks.Commits;

/// <summary>
/// Finds the trailers of a commit message as <c>git interpret-trailers</c> does: the last paragraph, if it is not the title and holds
/// nothing else, or at least a line that git itself writes and not more than three other lines for each trailer. What is quoted further up
/// is text.
/// </summary>
internal static class Trailers
{
    private static readonly string[] OfGit = ["Signed-off-by: ", "(cherry picked from commit "];

    /// <summary>Each trailer's key and value, in order; values that go on over several lines are joined.</summary>
    public static IReadOnlyList<(string Key, string Value)> In(string message)
    {
        var found = new List<(string Key, StringBuilder Value)>(); // a value may go on over all lines of a huge message
        foreach (var line in LastParagraph(message))
        {
            if (IsContinued(line))
            {
                if (found.Count > 0) found[^1].Value.Append(' ').Append(line.AsSpan().Trim());
            }
            else if (KeyLength(line) is var length and > 0)
                found.Add((line[..length].TrimEnd(), new StringBuilder(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())));
        }

        return [.. found.Select(trailer => (trailer.Key, trailer.Value.ToString()))];
    }

    private static string[] LastParagraph(string message)
    {
        var lines = message.Trim().ReplaceLineEndings("\n").Split('\n');
        var start = Array.FindLastIndex(lines, string.IsNullOrWhiteSpace) + 1;
        return start > 0 && AreTrailers(lines.AsSpan(start)) ? lines[start..] : [];
    }

    private static bool AreTrailers(ReadOnlySpan<string> lines)
    {
        var (trailers, others, isOfGit, wasTrailer) = (0, 0, false, false);
        foreach (var line in lines)
        {
            if (line[0] == '#') continue;
            var isOwn = Array.Exists(OfGit, start => line.StartsWith(start, StringComparison.Ordinal));
            wasTrailer = isOwn || KeyLength(line) > 0 || wasTrailer && IsContinued(line);
            if (!wasTrailer) others++;
            else if (!IsContinued(line)) trailers++;
            isOfGit |= isOwn;
        }

        return trailers > 0 && (others == 0 || isOfGit && trailers * 3 >= others);
    }

    private static bool IsContinued(string line) => char.IsWhiteSpace(line[0]);

    /// <summary>How long the key before the colon is, with the blanks behind it; 0 if the line is no trailer.</summary>
    private static int KeyLength(string line)
    {
        var end = 0;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] == '-')) end++;
        if (end == 0) return 0;
        while (end < line.Length && line[end] is ' ' or '\t') end++;
        return end < line.Length && line[end] == ':' ? end : 0;
    }
}
