using System.Xml;

namespace Grain.Functions.Hosting;

/// <summary>Texts for XML 1.0, which has no control characters and no halves of surrogate pairs.</summary>
internal static class LegalXml
{
    /// <summary>The text, with <c>\u001b</c> and the like in place of what XML does not have. Nothing else is escaped.</summary>
    public static string Of(string text)
    {
        var at = FirstIllegal(text);
        if (at == text.Length) return text;
        var legal = new StringBuilder(text.Length + 16).Append(text, 0, at);
        for (; at < text.Length; at++)
        {
            if (IsPair(text, at)) legal.Append(text, at++, 2);
            else if (XmlConvert.IsXmlChar(text[at])) legal.Append(text[at]);
            else legal.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:x4}");
        }

        return legal.ToString();
    }

    private static int FirstIllegal(string text)
    {
        var at = 0;
        while (at < text.Length && (XmlConvert.IsXmlChar(text[at]) || IsPair(text, at))) at += IsPair(text, at) ? 2 : 1;
        return at;
    }

    private static bool IsPair(string text, int at) =>
        at + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[at + 1], text[at]);
}
