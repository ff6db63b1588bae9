namespace Grain.Local.CommandLine;

/// <summary>Texts that others wrote, as they may be shown on a terminal.</summary>
internal static class Plain
{
    /// <summary>
    /// The text on one line: what could move the cursor, colour the screen, turn the direction of writing or hide is a blank.
    /// </summary>
    public static string Text(string text) => PlainLine.WithSpaces(text);

    /// <summary>The same for a text of several lines.</summary>
    public static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Text));
}
