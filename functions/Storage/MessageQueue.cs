using System.Buffers.Text;
using System.Diagnostics;
using System.Text.Unicode;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Storage;

/// <summary>
/// One queue, whose texts go as base64, as host.json says. A sender makes it where it is missing; for a reader it is then empty. Delivery
/// is at least once: a message whose sender lost the answer may have been sent twice.
/// </summary>
internal sealed class MessageQueue(QueueClient client)
{
    /// <summary>As base64 it just fits.</summary>
    private const int TextBytesMax = StorageLimits.MessageBytes / 4 * 3;

    private readonly string sending = $"send {client.Name}";

    public string Name => client.Name;

    /// <summary>The text of what is stored; <see langword="null"/> when that is not base64 of UTF-8.</summary>
    public static string? TextOf(string stored) =>
        Base64.IsValid(stored) && Convert.FromBase64String(stored) is var bytes && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes)
            : null;

    /// <summary>The text that a function gets of what is stored: the same, with U+FFFD for what is no UTF-8.</summary>
    public static string? GivenTextOf(string stored) =>
        Base64.IsValid(stored) ? Encoding.UTF8.GetString(Convert.FromBase64String(stored)) : null;

    /// <summary>Makes the queue; nothing happens when it is there.</summary>
    public Task CreateAsync(CancellationToken cancellation = default) => client.CreateIfNotExistsAsync(cancellationToken: cancellation);

    /// <summary>
    /// Sends up to 48 KiB of UTF-8, hidden for up to 7 days. A message never goes by itself: work that waits through an outage must not be
    /// lost. It says which trace it belongs to, if there is one and room for it.
    /// </summary>
    /// <exception cref="ArgumentException">The text is too long, or no Unicode text.</exception>
    public async Task SendAsync(string text, TimeSpan? visibleAfter = null, CancellationToken cancellation = default)
    {
        if (StorageLimits.FaultOf(text) is { } fault) throw new ArgumentException($"Queue {Name}: {fault}.", nameof(text));
        using var span = Traces.Start(sending, ActivityKind.Producer);
        span?.SetTag("messaging.system", "azure_queues").SetTag("messaging.destination.name", Name);
        var carrying = TracedMessage.Carry(text, Traces.Current);
        if (Encoding.UTF8.GetByteCount(carrying) > TextBytesMax) carrying = text;
        await SendStoredAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(carrying)), visibleAfter, cancellation);
    }

    /// <summary>Sends what is to be stored, as it is, up to 64 KiB: a message that was stored before goes on byte for byte.</summary>
    public Task SendStoredAsync(string stored, TimeSpan? visibleAfter = null, CancellationToken cancellation = default)
    {
        if (Encoding.UTF8.GetByteCount(stored) is var size and > StorageLimits.MessageBytes)
            throw new ArgumentException($"Queue {Name}: the message takes {size} bytes, more than {StorageLimits.MessageBytes}.",
                nameof(stored));
        return StorageFault.MakingAsync(() => client.SendMessageAsync(stored, visibleAfter, TimeSpan.FromSeconds(-1), cancellation),
            () => CreateAsync(cancellation));
    }

    /// <summary>Receives messages as they are stored (see <see cref="TextOf"/>), and hides them from others for 1 s to 7 days.</summary>
    public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int max, TimeSpan hidden, CancellationToken cancellation = default) =>
        StorageFault.OrNothingAsync<IReadOnlyList<QueueMessage>>(async () =>
            (await client.ReceiveMessagesAsync(max, hidden, cancellation)).Value, []);

    /// <summary>Looks at messages without hiding them.</summary>
    public Task<IReadOnlyList<PeekedMessage>> PeekAsync(int max, CancellationToken cancellation = default) =>
        StorageFault.OrNothingAsync<IReadOnlyList<PeekedMessage>>(async () => (await client.PeekMessagesAsync(max, cancellation)).Value,
            []);

    /// <summary>Changes when a received message can be seen again, and gives its new pop receipt; the old one is void.</summary>
    public async Task<string> HideAsync(string messageId, string popReceipt, TimeSpan hidden, CancellationToken cancellation = default) =>
        (await client.UpdateMessageAsync(messageId, popReceipt, (string?)null, hidden, cancellation)).Value.PopReceipt;

    /// <summary>
    /// Deletes a received message and tells whether it was there under this pop receipt: not when somebody else has received it since.
    /// </summary>
    public Task<bool> DeleteAsync(string messageId, string popReceipt, CancellationToken cancellation = default) =>
        StorageFault.OrNothingAsync(async () => await client.DeleteMessageAsync(messageId, popReceipt, cancellation) is not null, false);

    /// <summary>About how many messages there are, hidden ones included; not fewer than there are.</summary>
    public Task<int> CountAsync(CancellationToken cancellation = default) =>
        StorageFault.OrNothingAsync(async () => (await client.GetPropertiesAsync(cancellation)).Value.ApproximateMessagesCount, 0);
}
