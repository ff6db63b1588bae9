using System.Text.RegularExpressions;

namespace Grain.Functions.Ledgers.Grants;

/// <summary>Finds e-mail addresses in what strangers write, so that none is kept or shown as a part of a name or a title.</summary>
internal static partial class Addresses
{
    /// <summary>Stands where an address stood.</summary>
    public const string Masked = "[address]";

    /// <summary>No longer text is looked for an address: RFC 5321 allows 64 characters before the @ and 255 after it.</summary>
    public const int LengthMax = 320;

    /// <summary>How much of a name is shown.</summary>
    private const int NameMax = 100;

    /// <summary>Whether a text holds an address.</summary>
    public static bool AreIn(string text) => MayBeIn(text) && Address().IsMatch(text);

    /// <summary>A text with <see cref="Masked"/> for each address in it.</summary>
    public static string Mask(string text) => MayBeIn(text) ? Address().Replace(text, Masked) : text;

    /// <summary>
    /// What is left of a name without the addresses in it; empty if nothing is. Stricter than <see cref="Mask"/>: a word with an @ within
    /// is no name, even if no host is called so.
    /// </summary>
    public static string Name(string name)
    {
        if (!MayBeIn(name)) return name;
        var left = Word().Replace(Address().Replace(name, " "), " ");
        return left == name ? name : Blanks().Replace(left, " ").Trim(Around);
    }

    /// <summary>
    /// How somebody is shown: by their name in a line without addresses, else by their id. What was stored before is shown so, too.
    /// </summary>
    public static string NameOr(string? name, string id) =>
        name is not null && PlainLine.Of(Name(name), NameMax) is { Length: > 0 } shown ? shown : id;

    private static readonly char[] Around = [.. " \t<>()[]{},;:|/&-–—\"'`"];

    private static bool MayBeIn(string text) => text.AsSpan().IndexOfAny("@＠﹫%") >= 0;

    // Every part is bounded, so that no text takes more than its length times a constant. The last label has letters: foo@1.2.3 is a
    // version. Marks and joiners are parts of letters in many scripts, and East Asian full stops stand between labels, too.
    [GeneratedRegex(
        """(?:"[^"\n]{1,64}"|[^\s@＠﹫<>()\[\]{},;:|"'`/\\?=&#]{1,64})(?:[@＠﹫]|%40)"""
        + """(?:(?:[\p{L}\p{M}\p{N}\u200C\u200D_-]{1,63}[.．。｡]){1,126}"""
        + """(?:xn--[a-z0-9-]{1,59}|\p{L}[\p{L}\p{M}\u200C\u200D]{1,62})(?![\p{L}\p{M}\p{N}_])"""
        + """|(?:\d{1,3}\.){3}\d{1,3}(?!\d)|\[[0-9A-Fa-f:.IPv]{3,60}\])""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex("""[^\s<>()\[\]{},;|"]+[@＠﹫][^\s<>()\[\]{},;|"]+""", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
