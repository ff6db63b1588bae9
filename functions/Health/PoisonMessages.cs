using Azure;
using Azure.Storage.Queues.Models;

namespace Grain.Functions.Health;

/// <summary>The messages that were put aside after too many tries, and their way back.</summary>
public sealed class PoisonMessages(StorageService storage, FailureRecords failures)
{
    /// <summary>What a poison queue's name ends with.</summary>
    public const string Suffix = "-poison";

    /// <summary>
    /// How long a message is hidden that was taken to be shown or put back; if that is interrupted, it shows again after this time.
    /// </summary>
    internal static readonly TimeSpan HiddenTime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The first messages of a queue's poison queue (the service shows no more than 32 without taking them), and how many there are about.
    /// </summary>
    public async Task<(IReadOnlyList<PoisonMessage> Messages, int Count)> ListAsync(string queue, CancellationToken cancellation)
    {
        var poison = Poison(queue);
        var messages = new List<PoisonMessage>();
        foreach (var message in await poison.PeekAsync(StorageLimits.MessagesPerReceive, cancellation))
            messages.Add(await DescribeAsync(queue, message.MessageId, message.InsertedOn, message.MessageText, cancellation));
        return (messages, await poison.CountAsync(cancellation));
    }

    /// <summary>
    /// All messages of a queue's poison queue. They are taken for it, page by page, and laid back when the caller has seen them: nobody
    /// else sees them meanwhile, and what is hidden when this begins is not shown.
    /// </summary>
    public async IAsyncEnumerable<PoisonMessage> ListAllAsync(string queue, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var poison = Poison(queue);
        var most = await poison.CountAsync(cancellation);
        var taken = new Dictionary<string, QueueMessage>(StringComparer.Ordinal);
        try
        {
            while (taken.Count < most
                && await poison.ReceiveAsync(StorageLimits.MessagesPerReceive, HiddenTime, cancellation) is { Count: > 0 } page)
            {
                // in a long list the first show again before the last are reached
                var unseen = page.Where(message => !taken.ContainsKey(message.MessageId)).ToArray();
                foreach (var message in page) taken[message.MessageId] = message; // before the caller can break off
                foreach (var message in unseen)
                    yield return await DescribeAsync(queue, message.MessageId, message.InsertedOn, message.MessageText, cancellation);
            }
        }
        finally
        {
            foreach (var message in taken.Values) await LayBackAsync(poison, message);
        }
    }

    /// <summary>
    /// Puts the messages back into their queue, byte for byte; one that is interrupted half way may come back twice, which does no harm.
    /// </summary>
    /// <returns>How many were put back, and how many there are about by now: hidden ones, and what has failed again.</returns>
    public async Task<(int Replayed, int Left)> ReplayAsync(string queue, CancellationToken cancellation)
    {
        var (poison, target, count) = (Poison(queue), storage.For("failures").Queue(queue), 0);
        // What fails again comes here again; only as many as were there at the beginning are put back.
        var most = await poison.CountAsync(cancellation);
        while (count < most
            && await poison.ReceiveAsync(Math.Min(StorageLimits.MessagesPerReceive, most - count), HiddenTime,
            cancellation) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await target.SendStoredAsync(message.MessageText, cancellation: cancellation);
                await poison.DeleteAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
                if (MessageQueue.TextOf(message.MessageText) is { } text) await failures.ForgetAsync(queue, text, cancellation);
                count++;
            }
        }

        return (count, await poison.CountAsync(cancellation));
    }

    /// <summary>Puts one message back into its queue, byte for byte; interrupted half way it may come back twice, which does no harm.</summary>
    /// <returns>Whether it was there: not if somebody else has it just now, or it is gone.</returns>
    public Task<bool> ReplayOneAsync(string queue, string messageId, CancellationToken cancellation) =>
        TakeAsync(queue, messageId, message =>
            storage.For("failures").Queue(queue).SendStoredAsync(message.MessageText, cancellation: cancellation), cancellation);

    /// <summary>Deletes one message: what it says is never done.</summary>
    /// <returns>Whether it was there: not if somebody else has it just now, or it is gone.</returns>
    public Task<bool> DropAsync(string queue, string messageId, CancellationToken cancellation) =>
        TakeAsync(queue, messageId, _ => Task.CompletedTask, cancellation);

    /// <summary>How many messages wait in a queue, and how many were put aside, about.</summary>
    public async Task<(int Waiting, int PutAside)> CountAsync(string queue, CancellationToken cancellation) =>
        (await storage.For("failures").Queue(queue).CountAsync(cancellation), await Poison(queue).CountAsync(cancellation));

    /// <summary>
    /// Takes messages until it has the one that is meant, does something with it and deletes it. The others are laid back.
    /// </summary>
    private async Task<bool> TakeAsync(string queue, string messageId, Func<QueueMessage, Task> act, CancellationToken cancellation)
    {
        var poison = Poison(queue);
        var most = await poison.CountAsync(cancellation);
        var others = new Dictionary<string, QueueMessage>(StringComparer.Ordinal);
        try
        {
            while (others.Count < most
                && await poison.ReceiveAsync(StorageLimits.MessagesPerReceive, HiddenTime, cancellation) is { Count: > 0 } page)
            {
                foreach (var message in page) others[message.MessageId] = message;
                if (!others.Remove(messageId, out var found)) continue;
                await act(found);
                await poison.DeleteAsync(found.MessageId, found.PopReceipt, CancellationToken.None);
                if (MessageQueue.TextOf(found.MessageText) is { } text) await failures.ForgetAsync(queue, text, cancellation);
                return true;
            }

            return false;
        }
        finally
        {
            foreach (var message in others.Values) await LayBackAsync(poison, message);
        }
    }

    private MessageQueue Poison(string queue) => storage.For("failures").Queue(queue + Suffix);

    /// <summary>Makes a message visible again; one that somebody else has by now is theirs.</summary>
    private static async Task LayBackAsync(MessageQueue poison, QueueMessage message)
    {
        try
        {
            await poison.HideAsync(message.MessageId, message.PopReceipt, TimeSpan.Zero, CancellationToken.None);
        }
        catch (RequestFailedException fault) when (fault.IsNotFound() || fault.ErrorCode == "PopReceiptMismatch")
        {
            return;
        }
    }

    private async Task<PoisonMessage> DescribeAsync(string queue, string id, DateTimeOffset? sent, string stored,
        CancellationToken cancellation)
    {
        var text = MessageQueue.TextOf(stored);
        var failure = text is null ? null : await failures.FindAsync(queue, text, cancellation);
        var reason = failure?.Reason
            ?? (text is null ? "its text is not base64 of UTF-8" : "not known: its function never got to fail, see the log");
        return new PoisonMessage(queue, id, sent ?? default, reason, text ?? stored);
    }
}
