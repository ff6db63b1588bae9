using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Grain.Local.CommandLine;

/// <summary>JSON that is put together here and shown on a terminal, never in a web page: names and quotes stay as they are.</summary>
internal static partial class ReadableJson
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same with emoji and whatever else is seen as it is, which the encoder leaves escaped.</summary>
    public static string Seen(string json) => Escapes().Replace(json, escape => escape.Groups["high"] is { Success: true } high
        && new Rune(CharOf(high), CharOf(escape.Groups["low"])) is var rune && PlainName.IsShown(rune, Rune.GetUnicodeCategory(rune))
            ? rune.ToString() : escape.Value);

    private static char CharOf(Group digits) => (char)int.Parse(digits.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\\[^u]|\\u(?<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?<low>[dD][c-fC-F][0-9a-fA-F]{2})")]
    private static partial Regex Escapes();
}
