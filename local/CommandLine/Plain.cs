using Grain.Functions.Webhooks.Reading;

namespace Grain.Local.CommandLine;

/// <summary>Texts that others wrote, as they may be shown on a terminal.</summary>
internal static class Plain
{
    /// <summary>The text on one line: what could move the cursor or colour the screen is a blank.</summary>
    public static string Text(string text) => BoundedText.WithoutControls(text);
}
