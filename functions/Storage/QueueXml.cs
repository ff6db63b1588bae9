using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Grain.Functions.Storage;

/// <summary>The Queue service's XML.</summary>
internal static class QueueXml
{
    private const int EnvelopeBytes = 96;

    /// <exception cref="XmlException">The text has a character that XML does not allow.</exception>
    public static PooledStream Write(string rawText)
    {
        XmlConvert.VerifyXmlChars(rawText);
        var body = new PooledStream(rawText.Length + EnvelopeBytes);
        body.Write("<QueueMessage><MessageText>"u8);
        body.Write(Escape(rawText));
        body.Write("</MessageText></QueueMessage>"u8);
        return body;
    }

    public static List<QueueMessage> Read(Stream body, bool isRaw)
    {
        using var xml = XmlReader.Create(body);
        return [.. XElement.Load(xml).Elements("QueueMessage").Select(message => ReadMessage(message, isRaw))];
    }

    private static QueueMessage ReadMessage(XElement message, bool isRaw)
    {
        var raw = Find("MessageText") ?? "";
        return new QueueMessage
        {
            MessageId = Require("MessageId"),
            PopReceipt = Find("PopReceipt") ?? "",
            RawText = raw,
            Text = isRaw ? raw : QueueMessage.Decode(raw),
            DequeueCount = long.Parse(Require("DequeueCount"), CultureInfo.InvariantCulture),
            InsertedOn = Moment(Require("InsertionTime")),
            ExpiresOn = Moment(Require("ExpirationTime")),
            NextVisibleOn = Find("TimeNextVisible") is { } next ? Moment(next) : null,
        };

        string? Find(string name) => message.Element(name)?.Value;
        string Require(string name) => Find(name) ?? throw new XmlException($"a message without {name}");
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.ParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Line ends too: a reader of XML would turn a bare carriage return into a line feed.</summary>
    private static string Escape(string text) => new StringBuilder(text)
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\r", "&#xD;").ToString();
}
