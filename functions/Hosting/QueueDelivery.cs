using Azure.Storage.Queues.Models;
using Grain.Functions.Storage;

namespace Grain.Functions.Hosting;

/// <summary>
/// Delivers one message to its function and settles it as a Functions host would: done and deleted, to be tried again, or
/// put aside in the queue <c>…-poison</c>. Nothing escapes; what cannot be settled comes back when its lease ends.
/// </summary>
internal sealed class QueueDelivery(
    QueueFunction function, MessageQueue queue, PoisonQueue poison, HostSettings settings, TimeSpan lease, TimeProvider time, ILogger logger)
{
    public async Task DeliverAsync(QueueMessage message, CancellationToken abort)
    {
        try
        {
            var text = MessageQueue.TextOf(message.MessageText);
            if (text is null) await PutAsideAsync(message, message.PopReceipt, "its text is not base64");
            else if (message.DequeueCount > settings.MaxDequeueCount) await PutAsideAsync(message, message.PopReceipt, "it was tried too often already");
            else await TryAsync(message, text, abort);
        }
        catch (Exception fault)
        {
            logger.LogError(fault, "{Function}: message {Id} could not be settled and comes back", function.Name, message.MessageId);
        }
    }

    private async Task TryAsync(QueueMessage message, string text, CancellationToken abort)
    {
        using var held = MessageLease.Hold(queue, message, lease, time, logger);
        var failure = await CallAsync(new QueueInvocation(text) { DequeueCount = message.DequeueCount, MessageId = message.MessageId }, abort);
        var receipt = await held.EndAsync();
        if (failure is null) await DeleteAsync(message, receipt);
        else if (message.DequeueCount >= settings.MaxDequeueCount) await PutAsideAsync(message, receipt, failure);
        else await queue.HideAsync(message.MessageId, receipt, settings.VisibilityTimeout, CancellationToken.None);
    }

    private async Task<string?> CallAsync(QueueInvocation invocation, CancellationToken abort)
    {
        using var timeout = new CancellationTokenSource(settings.FunctionTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abort);
        try
        {
            await function.Handle(invocation, either.Token);
            return null;
        }
        catch (Exception fault)
        {
            var reason = timeout.IsCancellationRequested ? $"it took longer than {settings.FunctionTimeout}" : fault.Message;
            logger.LogError(fault, "{Function}: message {Id} failed, try {Try} of {Tries}: {Reason}",
                function.Name, invocation.MessageId, invocation.DequeueCount, settings.MaxDequeueCount, reason);
            return reason;
        }
    }

    private async Task PutAsideAsync(QueueMessage message, string receipt, string reason)
    {
        if (!await poison.AddAsync(message))
        {
            logger.LogError("{Function}: message {Id} comes back for ever, since its queue has no poison queue: {Reason}", function.Name, message.MessageId, reason);
            return;
        }

        logger.LogError("{Function}: message {Id} is put aside in {Poison}: {Reason}", function.Name, message.MessageId, poison.Name, reason);
        await DeleteAsync(message, receipt);
    }

    // Somebody else may have received it meanwhile and will do it again; the functions are idempotent, so no harm is done.
    private async Task DeleteAsync(QueueMessage message, string receipt)
    {
        if (!await queue.DeleteAsync(message.MessageId, receipt, CancellationToken.None))
            logger.LogWarning("{Function}: message {Id} was no longer ours when it was done", function.Name, message.MessageId);
    }
}
