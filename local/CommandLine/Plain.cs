namespace Grain.Local.CommandLine;

/// <summary>Texts that others wrote, as they may be shown on a terminal.</summary>
internal static class Plain
{
    /// <summary>The text on one line: what could move the cursor, colour the screen, hide or turn the direction of writing is a blank.</summary>
    public static string Text(string text) => PlainLine.Of(text, int.MaxValue);
}
