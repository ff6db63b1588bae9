using System.Buffers;

namespace Grain.Functions.Storage;

/// <summary>
/// Any Unicode text as a part of a key, and back. The service allows no control character, <c>/ \ # ?</c> in keys, and clients get
/// <c>%</c>, <c>+</c> and
/// <c>'</c> wrong. Escaped text also never holds <c>~</c>, which therefore can separate the parts of a key. Reversible, injective, and in
/// the same ordinal order as the text; at most twice as long.
/// </summary>
/// <remarks>
/// Order is kept because a character is escaped by its lower neighbour and a symbol: <c>.</c> becomes <c>.0</c> and <c>/</c> becomes
/// <c>.1</c>, so that
/// <c>- &lt; . &lt; / &lt; 0</c> still holds. Below the space and above <c>~</c> the neighbours are whole runs of control characters, and
/// the symbols count through them.
/// </remarks>
public static class TableKey
{
    /// <summary>
    /// The symbols in ascending order: 33 are needed for the run from U+0000 to the space, 35 for that from <c>}</c> to U+009F.
    /// </summary>
    private const string Symbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXY";

    /// <summary>The runs of characters that share a lead; the lead is allowed in keys and lies in its run or just at its end.</summary>
    private static readonly (char Lead, char First, char Last)[] Runs =
    [
        (' ', '\u0000', ' '), ('"', '"', '#'), ('$', '$', '%'), ('&', '&', '\''), ('*', '*', '+'), ('.', '.', '/'), ('>', '>', '?'),
        ('[', '[', '\\'), ('}', '}', '\u009F'),
    ];

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Runs.SelectMany(run => Enumerable.Range(run.First, run.Last - run.First + 1)).Select(c => (char)c)]);

    /// <summary>Escapes text.</summary>
    /// <exception cref="ArgumentException">The text holds half of a surrogate pair, and so is no Unicode text.</exception>
    public static string Escape(string text)
    {
        if (StorageLimits.FaultOf(text) is { } fault) throw new ArgumentException($"A key can not be made: {fault}.", nameof(text));
        var first = text.AsSpan().IndexOfAny(Escaped);
        if (first < 0) return text;
        var escaped = new StringBuilder(text, 0, first, text.Length * 2);
        foreach (var c in text.AsSpan(first))
            _ = RunOf(c) is var (lead, start) ? escaped.Append(lead).Append(Symbols[c - start]) : escaped.Append(c);
        return escaped.ToString();
    }

    /// <summary>The text that was escaped.</summary>
    /// <exception cref="FormatException">This is not what <see cref="Escape"/> gives.</exception>
    public static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (RunOf(escaped[i]) is not var (lead, start))
            {
                text.Append(escaped[i]);
                continue;
            }

            var symbol = lead == escaped[i] && ++i < escaped.Length ? Symbols.IndexOf(escaped[i], StringComparison.Ordinal) : -1;
            if (symbol < 0 || RunOf((char)(start + symbol)) is not var (_, again) || again != start)
                throw new FormatException($"'{escaped}' is not an escaped key: see character {i}.");
            text.Append((char)(start + symbol));
        }

        return text.ToString();
    }

    private static (char Lead, char First)? RunOf(char c)
    {
        foreach (var (lead, first, last) in Runs)
            if (c >= first && c <= last) return (lead, first);
        return null;
    }
}
