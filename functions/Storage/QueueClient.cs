using System.Globalization;
using System.Text;
using System.Xml;
using Azure;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>One queue. Delivery is at least once: a message whose sender lost the answer may have been sent twice.</summary>
public sealed class QueueClient
{
    private const string QueueNotFound = "QueueNotFound";
    private readonly StoragePipeline pipeline;
    private readonly string slice;
    private readonly bool isRaw;

    internal QueueClient(StoragePipeline pipeline, string name, string slice, bool isRaw)
    {
        this.pipeline = pipeline;
        this.slice = slice;
        this.isRaw = isRaw;
        Name = name;
    }

    /// <summary>The queue's name.</summary>
    public string Name { get; }

    /// <summary>Sends a message that never goes by itself: work that waits through an outage must not be lost.</summary>
    /// <param name="text">At most 48 KiB of UTF-8 (64 KiB for a raw queue).</param>
    /// <param name="visibleAfter">How long nobody can receive it; at most 7 days.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The text is too long, or a raw text holds what XML can not.</exception>
    public async Task SendMessageAsync(string text, TimeSpan? visibleAfter = null, CancellationToken cancellation = default)
    {
        var delay = visibleAfter is { } time ? $"&visibilitytimeout={Seconds(time)}" : "";
        using var message = Message("send", RequestMethod.Post, $"/messages?messagettl=-1{delay}");
        SetText(message, text);
        var response = await pipeline.SendCreatingAsync(message, QueueNotFound, CreateAsync, cancellation);
        if (response.Status != 201) throw Fault(message, response);
    }

    /// <summary>Receives messages and hides them from others.</summary>
    /// <param name="max">At most so many, 1 to <see cref="StorageLimits.MessagesPerReceive"/>.</param>
    /// <param name="visibility">How long they stay hidden: 1 s to 7 days.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<QueueMessage>> ReceiveMessagesAsync(int max, TimeSpan visibility, CancellationToken cancellation = default) =>
        GetAsync("receive", $"/messages?numofmessages={max}&visibilitytimeout={Seconds(visibility)}", cancellation);

    /// <summary>Looks at messages without hiding them.</summary>
    /// <param name="max">At most so many, 1 to <see cref="StorageLimits.MessagesPerReceive"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<IReadOnlyList<QueueMessage>> PeekMessagesAsync(int max, CancellationToken cancellation = default) =>
        GetAsync("peek", $"/messages?numofmessages={max}&peekonly=true", cancellation);

    /// <summary>Changes when a received message can be seen again, and its text where one is given.</summary>
    /// <returns>The new pop receipt; the old one is void.</returns>
    public async Task<string> UpdateMessageAsync(
        string messageId, string popReceipt, TimeSpan visibility, string? text = null, CancellationToken cancellation = default)
    {
        using var message = Message("update", RequestMethod.Put, $"{PathOf(messageId, popReceipt)}&visibilitytimeout={Seconds(visibility)}");
        if (text is not null) SetText(message, text);
        var response = await pipeline.SendAsync(message, cancellation);
        if (response.Status == 204 && response.Headers.TryGetValue("x-ms-popreceipt", out var receipt)) return receipt;
        throw Fault(message, response);
    }

    /// <summary>Deletes a received message.</summary>
    /// <returns>Whether it was there under this receipt; <see langword="false"/> when it is gone or somebody else has received it since.</returns>
    public async Task<bool> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellation = default)
    {
        using var message = Message("delete", RequestMethod.Delete, PathOf(messageId, popReceipt));
        var response = await pipeline.SendAsync(message, cancellation);
        if (response.Status == 204) return true;
        return response.Status == 404 || StorageFault.CodeOf(response) == "PopReceiptMismatch" ? false : throw Fault(message, response);
    }

    /// <summary>About how many messages there are, hidden ones included; not fewer than there are. A missing queue has none.</summary>
    public async Task<int> GetApproximateCountAsync(CancellationToken cancellation = default)
    {
        using var message = Message("count", RequestMethod.Get, "?comp=metadata");
        var response = await pipeline.SendAsync(message, cancellation);
        if (response.Status == 404) return 0;
        return response.Status == 200 && response.Headers.TryGetValue("x-ms-approximate-messages-count", out var count)
            ? int.Parse(count, CultureInfo.InvariantCulture)
            : throw Fault(message, response);
    }

    /// <summary>Makes the queue; nothing happens when it is there. Sending does so by itself.</summary>
    public async Task CreateAsync(CancellationToken cancellation = default)
    {
        using var message = Message("create-queue", RequestMethod.Put, "");
        var response = await pipeline.SendAsync(message, cancellation);
        if (response.Status is not (201 or 204 or 409) || (response.Status == 409 && StorageFault.CodeOf(response) != "QueueAlreadyExists"))
            throw Fault(message, response);
    }

    private async Task<IReadOnlyList<QueueMessage>> GetAsync(string operation, string pathAndQuery, CancellationToken cancellation)
    {
        using var message = Message(operation, RequestMethod.Get, pathAndQuery);
        var response = await pipeline.SendAsync(message, cancellation);
        if (response.Status == 404) return [];
        return response.Status == 200 ? QueueXml.Read(response.ContentStream!, isRaw) : throw Fault(message, response);
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
            message.Request.Content = new PooledContent(QueueXml.Write(raw));
        }
        catch (XmlException notXml)
        {
            throw new ArgumentException($"Queue {Name}: a raw message can not hold this text: {notXml.Message}", nameof(text), notXml);
        }

        message.Request.Headers.Add("Content-Type", "application/xml");
    }

    private static string PathOf(string messageId, string popReceipt) =>
        $"/messages/{Uri.EscapeDataString(messageId)}?popreceipt={Uri.EscapeDataString(popReceipt)}";

    private static string Seconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private HttpMessage Message(string operation, RequestMethod method, string pathAndQuery) =>
        pipeline.Message(operation, slice, method, $"/{Name}{pathAndQuery}");

    private RequestFailedException Fault(HttpMessage message, Response response) => StorageFault.Of(StorageOperation.Of(message), Name, response);
}
