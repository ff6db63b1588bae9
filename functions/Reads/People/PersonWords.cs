using System.Text.RegularExpressions;
using Azure.Data.Tables;

namespace Grain.Functions.Reads.People;

/// <summary>
/// What names a person in what is stored: their ids, their names, and where they are paid. Looks for whole words, so that <c>ada</c> is not
/// found in <c>adapter</c>. Pure.
/// </summary>
internal sealed class PersonWords
{
    private readonly Regex? pattern;

    /// <summary>Takes the words.</summary>
    /// <param name="words">Texts as people write them; empty ones are left out.</param>
    public PersonWords(IEnumerable<string> words)
    {
        var forms = words.Where(word => word.Length > 0).SelectMany(Forms).Distinct(StringComparer.Ordinal)
            .OrderByDescending(form => form.Length).Select(Regex.Escape).ToArray();
        if (forms.Length > 0) pattern = new Regex($@"(?<![\p{{L}}\p{{N}}_/-])(?:{string.Join('|', forms)})(?![\p{{L}}\p{{N}}_-])",
            RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    }

    /// <summary>Whether a text has one of them.</summary>
    public bool AreIn(string text) => pattern?.IsMatch(text) == true;

    /// <summary>Whether the keys of a row have one of them.</summary>
    public bool AreInKeys(TableEntity row) => AreIn(row.RowKey);

    /// <summary>
    /// Whether a row has one of them in what it holds. A long text lies in several properties, which are looked at as one.
    /// </summary>
    public bool AreInValues(TableEntity row) => AreIn(string.Concat(row.Select(each => each.Value).OfType<string>()
        .Select(text => text.Length >= StorageLimits.StringPropertyChars - 1 ? text : text + "\n")));

    /// <summary>A word as people write it, as keys hold it, and as JSON may.</summary>
    private static IEnumerable<string> Forms(string word) => [word, TableKey.Escape(word), JsonEncodedText.Encode(word).Value];
}
