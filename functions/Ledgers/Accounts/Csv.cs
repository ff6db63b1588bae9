namespace Grain.Functions.Ledgers.Accounts;

/// <summary>
/// Rows of CSV (RFC 4180) that a spreadsheet can open and a program can read. A field that a spreadsheet could take for a formula
/// gets an apostrophe before it, and so does one that begins with an apostrophe: who reads by program takes one away and has the text.
/// </summary>
internal static class Csv
{
    /// <summary>What formulas begin with, in all widths.</summary>
    private const string FormulaStarts = "=+-@＝＋－＠﹦﹢﹣﹫";

    /// <summary>Tells spreadsheets that the text is UTF-8; without it names show wrong.</summary>
    public const char ByteOrderMark = '\uFEFF';

    public static StringBuilder AppendRow(this StringBuilder csv, params ReadOnlySpan<string> fields)
    {
        for (var i = 0; i < fields.Length; i++) csv.Append(i > 0 ? "," : "").Append(Field(fields[i]));
        return csv.Append("\r\n");
    }

    private static string Field(string text)
    {
        if (text.StartsWith('\'') || IsDangerous(text)) text = "'" + text;
        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>
    /// Some spreadsheets pass over blanks and what cannot be seen; a tab or a line end at the beginning moves the rest into a cell of its
    /// own.
    /// </summary>
    private static bool IsDangerous(string text) =>
        (text.Length > 0 && char.IsControl(text[0])) || FormulaStarts.Contains(text.SkipWhile(IsPassedOver).FirstOrDefault('x'));

    private static bool IsPassedOver(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
