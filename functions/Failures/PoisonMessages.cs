using Grain.Functions.Storage;

namespace Grain.Functions.Failures;

/// <summary>A message that was put aside.</summary>
/// <param name="Queue">The queue it failed in.</param>
/// <param name="MessageId">Its id in the poison queue.</param>
/// <param name="PutAsideAt">When.</param>
/// <param name="Reason">Why it failed, as far as it is known.</param>
/// <param name="Text">What it says.</param>
public sealed record PoisonMessage(string Queue, string MessageId, DateTimeOffset PutAsideAt, string Reason, string Text);

/// <summary>The messages that were put aside after too many tries, and their way back.</summary>
public sealed class PoisonMessages(StorageService storage, FailureRecords failures)
{
    /// <summary>What a poison queue's name ends with.</summary>
    public const string Suffix = "-poison";

    /// <summary>Long enough to put a batch back; if that is interrupted, the rest shows again after this time.</summary>
    private static readonly TimeSpan ReplayTime = TimeSpan.FromMinutes(5);

    /// <summary>The first messages of a queue's poison queue (the service shows no more than 32 without taking them), and how many there are about.</summary>
    public async Task<(IReadOnlyList<PoisonMessage> Messages, int Count)> ListAsync(string queue, CancellationToken cancellationToken)
    {
        var poison = storage.For("failures").Queue(queue + Suffix, isRaw: true);
        var messages = new List<PoisonMessage>();
        foreach (var message in await poison.PeekMessagesAsync(StorageLimits.MessagesPerReceive, cancellationToken))
            messages.Add(await DescribeAsync(queue, message, cancellationToken));
        return (messages, await poison.GetApproximateCountAsync(cancellationToken));
    }

    /// <summary>Puts the messages back into their queue, byte for byte; one that is interrupted half way may come back twice, which does no harm.</summary>
    /// <returns>How many were put back.</returns>
    public async Task<int> ReplayAsync(string queue, CancellationToken cancellationToken)
    {
        var (poison, target, count) = (storage.For("failures").Queue(queue + Suffix, isRaw: true), storage.For("failures").Queue(queue, isRaw: true), 0);
        // What fails again comes here again; only what was there at the beginning is put back.
        var most = await poison.GetApproximateCountAsync(cancellationToken);
        while (count < most && await poison.ReceiveMessagesAsync(StorageLimits.MessagesPerReceive, ReplayTime, cancellationToken) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await target.SendMessageAsync(message.RawText, cancellation: cancellationToken);
                await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
                if (QueueMessage.Decode(message.RawText) is { } text) await failures.ForgetAsync(queue, text, cancellationToken);
                count++;
            }
        }

        return count;
    }

    private async Task<PoisonMessage> DescribeAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        var text = QueueMessage.Decode(message.RawText);
        var failure = text is null ? null : await failures.FindAsync(queue, text, cancellationToken);
        var reason = failure?.Reason ?? (text is null ? "its text is not base64 of UTF-8" : "not known: its function never got to fail, see the log");
        return new PoisonMessage(queue, message.MessageId, message.InsertedOn, reason, text ?? message.RawText);
    }
}
