using System.Text.RegularExpressions;

namespace Grain.Functions.Ledgers.Identities.Sealing;

/// <summary>How a text has to be written to stand where it is put.</summary>
internal enum NameForm
{
    /// <summary>Inside of a string of JSON.</summary>
    Json,

    /// <summary>Inside of an element or attribute of XML.</summary>
    Xml,

    /// <summary>A field of a table with commas.</summary>
    Csv,

    /// <summary>As it is.</summary>
    Plain,
}

/// <summary>
/// Puts names and words in the place of opaque ids and sealed texts, in what is answered: this is where names go out. What it puts there is
/// not looked at again.
/// </summary>
internal sealed partial class OpenedNames(PeopleVault vault, string space, NameForm form)
{
    /// <summary>What an erased person is called.</summary>
    public const string ErasedPerson = "erased person";

    /// <summary>What stands for a text of an erased person.</summary>
    public const string ErasedText = "[erased]";

    /// <summary>What stands before the value of a name, which an erased person is told by; their id stays opaque everywhere else.</summary>
    private const string NameMember = "\"name\":\"";

    private const int OpenedAtOnceMax = 8;

    /// <summary>A text with the names in it.</summary>
    /// <param name="before">What stood before the text.</param>
    /// <param name="text">The text: whole words.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<string> InAsync(string before, string text, CancellationToken cancellation)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in Tokens().EnumerateMatches(text)) tokens.Add(text.Substring(match.Index, match.Length));
        if (tokens.Count == 0) return text;
        var opened = new ConcurrentDictionary<string, (string? Text, bool IsErased)>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(tokens,
            new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnceMax, CancellationToken = cancellation },
            async (token, stop) => opened[token] = await OpenAsync(token, stop));
        return Tokens().Replace(text, match =>
        {
            var (plain, isErased) = opened[match.Value];
            if (plain is not null) return Written(plain);
            if (!isErased) return match.Value;
            if (match.Value.StartsWith(Opaque.Name, StringComparison.Ordinal)) return ErasedPerson;
            if (!Opaque.IsPerson(match.Value)) return IsName(match.Index) ? ErasedPerson : ErasedText;
            return IsName(match.Index) ? ErasedPerson : match.Value;
        });

        bool IsName(int at) => (at >= NameMember.Length ? text[(at - NameMember.Length)..at] : before + text[..at])
            .EndsWith(NameMember, StringComparison.Ordinal);
    }

    /// <summary>What a token says; nothing if it is of somebody erased, or none of this space's.</summary>
    private async Task<(string? Text, bool IsErased)> OpenAsync(string token, CancellationToken cancellation)
    {
        if (token.StartsWith(Opaque.Nobody, StringComparison.Ordinal)) return (vault.NobodyOf(space, token), false);
        if (Opaque.IsPerson(token))
        {
            if (await vault.OpenAsync(space, token, cancellation) is { } person) return (person.Name, false);
            return (null, await vault.IsOneAsync(space, token, cancellation));
        }

        if (token.StartsWith(Opaque.Name, StringComparison.Ordinal)) token = token[(token.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var (box, mark) = token.IndexOf('~', StringComparison.Ordinal) is var at and > 0 ? (token[..at], token[at..]) : (token, "");
        if (await vault.OpenTextAsync(space, box, cancellation) is { } text) return (Marked(text, mark), false);
        foreach (var person in SealedText.PeopleOf(box) ?? [])
            if (await vault.OpenAsync(space, person, cancellation) is null && await vault.IsOneAsync(space, person, cancellation))
                return (null, true);
        return (null, false);
    }

    /// <summary>What was asked to be a line, or an address, before anybody could see what it says.</summary>
    private static string Marked(string text, string mark) => mark.Length == 0 ? text
        : mark.StartsWith(SealedWords.LinkMark, StringComparison.Ordinal)
            ? PlainLine.Link(text, LengthOf(mark[SealedWords.LinkMark.Length..])) ?? "" : PlainLine.Of(text, LengthOf(mark[1..]));

    private static int LengthOf(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private string Written(string text) => form switch
    {
        NameForm.Json => JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
        NameForm.Xml => System.Security.SecurityElement.Escape(LegalXml.Of(text)),
        NameForm.Plain => text,
        _ => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
    };

    [GeneratedRegex(
        @"(?<![A-Za-z0-9_])(?:[pu]_[a-z2-7]{26}"
        + @"|(?:i_[a-z2-7]{26}\.)?s_[a-z2-7]{26}(?:\.[a-z2-7]{26})*_[A-Za-z0-9_-]+(?:~~?[0-9]{1,4})?)(?![A-Za-z0-9_])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
