using System.Text.RegularExpressions;

namespace Grain.Functions.Hosting;

/// <summary>
/// Texts that are sealed as they lie in ledgers, and opened as an answer goes out: what a line or an address has to keep to can be looked
/// at only then. So it is written behind the text, and the outlet does it.
/// </summary>
internal static partial class SealedWords
{
    /// <summary>Stands behind what is sealed, with the length, where it has to be a line as soon as it is opened.</summary>
    public const string LineMark = "~";

    /// <summary>The same for an address.</summary>
    public const string LinkMark = "~~";

    private static readonly AsyncLocal<bool> Open = new();

    /// <summary>From here on what is answered goes through an outlet that opens it.</summary>
    public static void AreOpened() => Open.Value = true;

    /// <summary>Whether a text is sealed, and will be opened. Where nothing is, nobody can write one.</summary>
    public static bool Are(string text) => Open.Value && Form().IsMatch(text);

    /// <summary>The text with a mark. The first mark stays: what was to be a line already is one.</summary>
    public static string Marked(string text, string mark, int lengthMax) => text.Contains('~', StringComparison.Ordinal) ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text}{mark}{lengthMax}");

    [GeneratedRegex(@"\A(?:i_[a-z2-7]{26}\.)?s_[a-z2-7]{26}(?:\.[a-z2-7]{26})*_[A-Za-z0-9_-]+(?:~~?[0-9]{1,4})?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
