using System.Globalization;
using System.Xml.Linq;
using Azure;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>The Queue service.</summary>
internal sealed class MemoryQueues
{
    private Dictionary<string, List<Message>> queues = [];
    private long receipts;

    /// <summary>Says when messages are seen.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told each message that is sent, and its queue.</summary>
    public Action<string, string>? Sent { get; init; }

    private sealed class Message(string id, string text, DateTimeOffset now)
    {
        public string Id { get; } = id;
        public string Text { get; set; } = text;
        public DateTimeOffset Inserted { get; } = now;
        public DateTimeOffset VisibleAt { get; set; }
        public string Receipt { get; set; } = "";
        public int Received { get; set; }

        public Message Copy() => (Message)MemberwiseClone();
    }

    /// <summary>Queues with the same messages.</summary>
    public MemoryQueues Copy() => new()
    {
        queues = queues.ToDictionary(each => each.Key, each => each.Value.ConvertAll(message => message.Copy())),
        receipts = receipts,
        Time = Time,
    };

    public Response Answer(MemoryRequest request)
    {
        if (request.Path.Length == 0)
            return Answer(new XElement("EnumerationResults", new XElement("Queues", queues.Keys.Order(StringComparer.Ordinal)
                .Select(queue => new XElement("Queue", new XElement("Name", queue)))), new XElement("NextMarker")));
        var path = request.Path.Split('/');
        if (path.Length == 1 && request.Method == "PUT")
            return new InjectedResponse(queues.TryAdd(path[0], []) ? 201 : 204, null);
        if (!queues.TryGetValue(path[0], out var queue)) return new InjectedResponse(404, "QueueNotFound");
        if (path.Length == 1)
            return new InjectedResponse(200, null, ("x-ms-approximate-messages-count", queue.Count.ToString(CultureInfo.InvariantCulture)));
        var now = Time.GetUtcNow();
        var hidden = TimeSpan.FromSeconds(int.Parse(request.Asked("visibilitytimeout") ?? "0", CultureInfo.InvariantCulture));
        if (request.Method == "DELETE" && path.Length == 2)
        {
            queue.Clear();
            return new InjectedResponse(204, null);
        }

        if (path.Length > 2) return Change(request, queue, path[2], now + hidden);
        if (request.Method == "POST")
        {
            var sent = new Message($"{++receipts:x8}-0000-4000-8000-000000000000", TextOf(request)!, now);
            queue.Add(sent);
            Sent?.Invoke(path[0], sent.Text);
            return Answer(201, [Hide(sent, now + hidden)], false);
        }

        var isPeek = request.Asked("peekonly") == "true";
        var messages = queue.Where(message => message.VisibleAt <= now)
            .Take(int.Parse(request.Asked("numofmessages") ?? "1", CultureInfo.InvariantCulture)).ToArray();
        foreach (var message in isPeek ? [] : messages) Hide(message, now + hidden).Received++;
        return Answer(200, messages, true, isPeek);
    }

    private InjectedResponse Change(MemoryRequest request, List<Message> queue, string id, DateTimeOffset visibleAt)
    {
        if (queue.Find(message => message.Id == id) is not { } message) return new(404, "MessageNotFound");
        if (message.Receipt != request.Asked("popreceipt")) return new(400, "PopReceiptMismatch");
        if (request.Method == "DELETE")
        {
            queue.Remove(message);
            return new(204, null);
        }

        message.Text = TextOf(request) ?? message.Text;
        return new(204, null, ("x-ms-popreceipt", Hide(message, visibleAt).Receipt),
            ("x-ms-time-next-visible", visibleAt.ToString("R", CultureInfo.InvariantCulture)));
    }

    private Message Hide(Message message, DateTimeOffset visibleAt)
    {
        (message.VisibleAt, message.Receipt) = (visibleAt, (++receipts).ToString("x16", CultureInfo.InvariantCulture));
        return message;
    }

    private static string? TextOf(MemoryRequest request) =>
        request.Body.Length == 0 ? null : XDocument.Load(new MemoryStream(request.Body)).Root!.Element("MessageText")?.Value;

    private static InjectedResponse Answer(int status, IEnumerable<Message> messages, bool withText, bool isPeek = false)
    {
        var list = new XElement("QueueMessagesList", messages.Select(message => new XElement("QueueMessage",
            new XElement("MessageId", message.Id), Moment("InsertionTime", message.Inserted),
            Moment("ExpirationTime", DateTimeOffset.MaxValue), new XElement("DequeueCount", message.Received),
            isPeek ? null : new XElement("PopReceipt", message.Receipt), isPeek ? null : Moment("TimeNextVisible", message.VisibleAt),
            withText ? new XElement("MessageText", message.Text) : null)));
        return Answer(list, status);
    }

    private static InjectedResponse Answer(XElement body, int status = 200) =>
        new(status, null, ("Content-Type", "application/xml")) { Text = body.ToString(SaveOptions.DisableFormatting) };

    private static XElement Moment(string name, DateTimeOffset at) => new(name, at.ToString("R", CultureInfo.InvariantCulture));
}
