using System.Globalization;
using System.Text;
using System.Xml;

namespace Grain.Functions.Storage;

/// <summary>The Queue service's XML.</summary>
internal static class QueueXml
{
    private const int EnvelopeBytes = 96;

    /// <exception cref="XmlException">The text has a character that XML does not allow.</exception>
    public static PooledBuffer Write(string rawText)
    {
        XmlConvert.VerifyXmlChars(rawText);
        var body = new PooledBuffer(rawText.Length + EnvelopeBytes);
        body.Append("<QueueMessage><MessageText>"u8);
        body.Append(Escape(rawText));
        body.Append("</MessageText></QueueMessage>"u8);
        return body;
    }

    public static List<QueueMessage> Read(Stream body, bool isRaw)
    {
        var messages = new List<QueueMessage>();
        using var xml = XmlReader.Create(body, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (xml.ReadToFollowing("QueueMessage")) messages.Add(ReadMessage(xml, isRaw));
        return messages;
    }

    private static QueueMessage ReadMessage(XmlReader xml, bool isRaw)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var message = xml.ReadSubtree())
        {
            message.Read();
            message.Read();
            while (!message.EOF)
            {
                if (message.NodeType == XmlNodeType.Element) fields[message.Name] = message.ReadElementContentAsString();
                else message.Read();
            }
        }

        var raw = fields.GetValueOrDefault("MessageText", "");
        return new QueueMessage
        {
            MessageId = fields["MessageId"],
            PopReceipt = fields.GetValueOrDefault("PopReceipt", ""),
            RawText = raw,
            Text = isRaw ? raw : QueueMessage.Decode(raw),
            DequeueCount = long.Parse(fields["DequeueCount"], CultureInfo.InvariantCulture),
            InsertedOn = Moment(fields["InsertionTime"]),
            ExpiresOn = Moment(fields["ExpirationTime"]),
            NextVisibleOn = fields.TryGetValue("TimeNextVisible", out var next) ? Moment(next) : null,
        };
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.ParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Line ends too: a reader of XML would turn a bare carriage return into a line feed.</summary>
    private static string Escape(string text) => new StringBuilder(text)
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\r", "&#xD;").ToString();
}
