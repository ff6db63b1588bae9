using Azure;
using Azure.Storage.Queues.Models;

namespace Grain.Functions.Health;

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

    /// <summary>One message; <see langword="null"/> if it is not there, or somebody else has taken it just now.</summary>
    public async Task<PoisonMessage?> FindAsync(string queue, string id, CancellationToken cancellation)
    {
        var (first, count) = await ListAsync(queue, cancellation);
        if (first.FirstOrDefault(message => message.MessageId == id) is { } found) return found;
        if (count <= first.Count) return null;
        await foreach (var message in ListAllAsync(queue, cancellation))
            if (message.MessageId == id) return message;
        return null;
    }

    /// <summary>
    /// Puts messages back into their queue, byte for byte; one that is interrupted half way may come back twice, which does no harm.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="ids">Only these; all if absent.</param>
    /// <returns>How many were put back, and how many there are about by now: hidden ones, and what has failed again.</returns>
    public Task<(int Done, int Left)> ReplayAsync(string queue, CancellationToken cancellation, IReadOnlySet<string>? ids = null)
    {
        var target = storage.For("failures").Queue(queue);
        return TakeAsync(queue, ids, message => target.SendStoredAsync(message.MessageText, cancellation: cancellation), cancellation);
    }

    /// <summary>Takes messages out for ever: what they told is not counted, unless its sender tells it again.</summary>
    /// <inheritdoc cref="ReplayAsync"/>
    public Task<(int Done, int Left)> DropAsync(string queue, CancellationToken cancellation, IReadOnlySet<string>? ids = null) =>
        TakeAsync(queue, ids, _ => Task.CompletedTask, cancellation);

    /// <summary>
    /// What fails again comes here again: only as many as were there at the beginning are taken. Those that are not meant are laid back.
    /// </summary>
    private async Task<(int Done, int Left)> TakeAsync(
        string queue, IReadOnlySet<string>? ids, Func<QueueMessage, Task> act, CancellationToken cancellation)
    {
        var (poison, done) = (Poison(queue), 0);
        var most = await poison.CountAsync(cancellation);
        var others = new Dictionary<string, QueueMessage>(StringComparer.Ordinal);
        try
        {
            while (done + others.Count < most && done < (ids?.Count ?? int.MaxValue)
                && await poison.ReceiveAsync(Math.Min(StorageLimits.MessagesPerReceive, most - done - others.Count), HiddenTime,
                    cancellation) is { Count: > 0 } messages)
            {
                foreach (var other in messages.Where(message => ids?.Contains(message.MessageId) == false)) others[other.MessageId] = other;
                foreach (var message in messages.Where(message => ids?.Contains(message.MessageId) != false))
                {
                    await act(message);
                    await poison.DeleteAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
                    if (MessageQueue.GivenTextOf(message.MessageText) is { } text) await failures.ForgetAsync(queue, text, cancellation);
                    done++;
                }
            }
        }
        finally
        {
            foreach (var other in others.Values) await LayBackAsync(poison, other);
        }

        return (done, await poison.CountAsync(cancellation));
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
