using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Grain.Functions.Webhooks;

/// <summary>Text of strangers, brought to a length that storage and people can bear.</summary>
internal static class BoundedText
{
    private const int HashDigits = 32; // 128 bits: two tails never meet by chance

    /// <summary>One line of at most <paramref name="maxLength"/> characters; control characters become spaces.</summary>
    public static string Line(string text, int maxLength)
    {
        var cut = text.Length <= maxLength ? text : text[..WholeRunes(text, maxLength - 1)] + "…";
        return cut.Any(char.IsControl) ? string.Create(cut.Length, cut, Blank).Trim() : cut.Trim();
    }

    /// <summary>
    /// A key that is as it was if it is short enough; otherwise its beginning and a hash of the whole, so that different keys
    /// stay different.
    /// </summary>
    public static string Key(string key, int maxLength)
    {
        if (key.Length <= maxLength) return key;
        return $"{key[..WholeRunes(key, maxLength - HashDigits - 1)]}~{Hash(key)}";
    }

    /// <summary>The first 128 bits of the SHA-256 of the text in UTF-8, in lower-case hexadecimal.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];

    /// <summary>A web address, or nothing if it is another kind of address or too long to be kept.</summary>
    public static string? WebAddress(string? text, int maxLength) =>
        text is not null && text.Length <= maxLength && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? text
            : null;

    /// <summary>An identifier in decimal digits.</summary>
    public static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static int WholeRunes(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;

    private static void Blank(Span<char> span, string text)
    {
        for (var i = 0; i < text.Length; i++) span[i] = char.IsControl(text[i]) ? ' ' : text[i];
    }
}
