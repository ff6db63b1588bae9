using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>Text of strangers, brought to a length that storage and people can bear.</summary>
internal static class BoundedText
{
    private const int HashDigits = 32; // 128 bits: two tails never meet by chance
    private const int NameReadMax = 1000;

    /// <summary>
    /// One line of at most <paramref name="maxLength"/> characters for people to read: control characters become spaces, and addresses are
    /// masked, also one that would be cut.
    /// </summary>
    public static string Line(string text, int maxLength)
    {
        var end = maxLength + Addresses.LengthMax;
        var shown = Addresses.Mask(text.Length <= end ? text : text[..WholeRunes(text, end)]);
        return WithoutControls(shown.Length <= maxLength ? shown : shown[..WholeRunes(shown, maxLength - 1)] + "…").Trim();
    }

    /// <summary>What somebody is called, without addresses; empty if nothing is left.</summary>
    public static string Name(string? text) =>
        text is null ? "" : Line(Addresses.Name(text.Length <= NameReadMax ? text : text[..WholeRunes(text, NameReadMax)]), Person.NameMax);

    /// <summary>The same text with a space for each control character.</summary>
    public static string WithoutControls(string text) => text.Any(char.IsControl) ? string.Create(text.Length, text, Blank) : text;

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

    /// <summary>A web address to keep: one that tells nobody's address or password.</summary>
    public static string? Link(string? text, int maxLength) =>
        WebAddress(text, maxLength) is { } link && new Uri(link).UserInfo.Length == 0 && !Addresses.AreIn(link) ? link : null;

    /// <summary>A web address, or nothing if it is another kind of address or too long to be kept.</summary>
    public static string? WebAddress(string? text, int maxLength) =>
        text is not null && text.Length <= maxLength && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && WebHost.Of(text) is not null
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
