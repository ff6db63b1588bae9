using System.Globalization;
using System.Text;
using System.Xml;
using Azure;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>One queue. Delivery is at least once: a message whose sender lost the answer may have been sent twice.</summary>
public sealed class QueueClient : StorageResource
{
    private readonly bool isRaw;

    internal QueueClient(StoragePipeline pipeline, string name, string slice, bool isRaw)
        : base(pipeline, "Queue", name, slice) => this.isRaw = isRaw;

    /// <summary>Sends a message that never goes by itself: work that waits through an outage must not be lost.</summary>
    /// <param name="text">At most 48 KiB of UTF-8 (64 KiB for a raw queue).</param>
    /// <param name="visibleAfter">How long nobody can receive it; at most 7 days.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The text is too long, or a raw text holds what XML can not.</exception>
    public async Task SendMessageAsync(string text, TimeSpan? visibleAfter = null, CancellationToken cancellation = default)
    {
        var delay = visibleAfter is { } time ? $"&visibilitytimeout={Seconds(time)}" : "";
        using var message = Message("send", RequestMethod.Post, $"/{Name}/messages?messagettl=-1{delay}");
        SetText(message, text);
        await SendCreatingAsync(message, cancellation);
    }

    /// <summary>Receives messages and hides them from others.</summary>
    /// <param name="max">At most so many, 1 to <see cref="StorageLimits.MessagesPerReceive"/>.</param>
    /// <param name="visibility">How long they stay hidden: 1 s to 7 days.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<QueueMessage>> ReceiveMessagesAsync(int max, TimeSpan visibility, CancellationToken cancellation = default) =>
        GetAsync("receive", $"numofmessages={max}&visibilitytimeout={Seconds(visibility)}", cancellation);

    /// <summary>Looks at messages without hiding them.</summary>
    /// <param name="max">At most so many, 1 to <see cref="StorageLimits.MessagesPerReceive"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<QueueMessage>> PeekMessagesAsync(int max, CancellationToken cancellation = default) =>
        GetAsync("peek", $"numofmessages={max}&peekonly=true", cancellation);

    /// <summary>Changes when a received message can be seen again, and its text where one is given.</summary>
    /// <returns>The new pop receipt; the old one is void.</returns>
    public async Task<string> UpdateMessageAsync(
        string messageId, string popReceipt, TimeSpan visibility, string? text = null, CancellationToken cancellation = default)
    {
        using var message = Message("update", RequestMethod.Put, $"{PathOf(messageId, popReceipt)}&visibilitytimeout={Seconds(visibility)}");
        if (text is not null) SetText(message, text);
        return HeaderOf(await SendAsync(message, cancellation), "x-ms-popreceipt");
    }

    /// <summary>Deletes a received message.</summary>
    /// <returns>Whether it was there under this receipt; <see langword="false"/> when it is gone or somebody else has received it since.</returns>
    public async Task<bool> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellation = default)
    {
        using var message = Message("delete", RequestMethod.Delete, PathOf(messageId, popReceipt));
        var response = await SendAsync(message, cancellation, IsGone);
        return !IsGone(response);

        static bool IsGone(Response response) => response.Status == 404 || StorageFault.CodeOf(response) == "PopReceiptMismatch";
    }

    /// <summary>About how many messages there are, hidden ones included; not fewer than there are. A missing queue has none.</summary>
    public async Task<int> GetApproximateCountAsync(CancellationToken cancellation = default)
    {
        using var message = Message("count", RequestMethod.Get, $"/{Name}?comp=metadata");
        var response = await SendAsync(message, cancellation, IsMissing);
        return IsMissing(response) ? 0 : int.Parse(HeaderOf(response, "x-ms-approximate-messages-count"), CultureInfo.InvariantCulture);
    }

    private protected override HttpMessage CreationMessage() => Message("create-queue", RequestMethod.Put, $"/{Name}");

    private async Task<IReadOnlyList<QueueMessage>> GetAsync(string operation, string query, CancellationToken cancellation)
    {
        using var message = Message(operation, RequestMethod.Get, $"/{Name}/messages?{query}");
        var response = await SendAsync(message, cancellation, IsMissing);
        return IsMissing(response) ? [] : QueueXml.Read(response.ContentStream!, isRaw);
    }

    private void SetText(HttpMessage message, string text)
    {
        if (UnicodeText.FaultOf(text) is { } fault) throw new ArgumentException($"Queue {Name}: {fault}.", nameof(text));
        var raw = isRaw ? text : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        var size = Encoding.UTF8.GetByteCount(raw);
        if (size > StorageLimits.MessageBytes)
            throw new ArgumentException($"Queue {Name}: the message takes {size} bytes, more than {StorageLimits.MessageBytes}.", nameof(text));
        try
        {
            message.Request.Content = RequestContent.Create(QueueXml.Write(raw));
        }
        catch (XmlException notXml)
        {
            throw new ArgumentException($"Queue {Name}: a raw message can not hold this text: {notXml.Message}", nameof(text), notXml);
        }

        message.Request.Headers.Add("Content-Type", "application/xml");
    }

    private string PathOf(string messageId, string popReceipt) =>
        $"/{Name}/messages/{Uri.EscapeDataString(messageId)}?popreceipt={Uri.EscapeDataString(popReceipt)}";

    private static string HeaderOf(Response response, string name) => response.Headers.TryGetValue(name, out var value)
        ? value
        : throw new RequestFailedException(0, $"the queue's answer has no header {name}", "MalformedAnswer", null);

    private static string Seconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
