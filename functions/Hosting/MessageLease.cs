using Azure;
using Azure.Storage.Queues.Models;
using Grain.Functions.Storage;

namespace Grain.Functions.Hosting;

/// <summary>Keeps a message hidden from others while it is worked on, by renewing its invisibility at half time.</summary>
internal sealed class MessageLease : IDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;
    private string receipt;

    private MessageLease(MessageQueue queue, QueueMessage message, TimeSpan duration, TimeProvider time, ILogger logger)
    {
        receipt = message.PopReceipt;
        renewing = RenewAsync(queue, message, duration, time, logger);
    }

    /// <summary>Begins to renew.</summary>
    public static MessageLease Hold(MessageQueue queue, QueueMessage message, TimeSpan duration, TimeProvider time, ILogger logger) =>
        new(queue, message, duration, time, logger);

    /// <summary>Ends the renewing; every renewal has made a new receipt, and only the last one, returned here, is good for settling.</summary>
    public async Task<string> EndAsync()
    {
        await ended.CancelAsync();
        await renewing;
        return receipt;
    }

    /// <inheritdoc/>
    public void Dispose() => ended.Dispose();

    private async Task RenewAsync(MessageQueue queue, QueueMessage message, TimeSpan duration, TimeProvider time, ILogger logger)
    {
        try
        {
            while (true)
            {
                await Task.Delay(duration / 2, time, ended.Token);
                // Not cancelled: if the renewal took effect and its answer was lost, the receipt would be lost with it.
                receipt = await queue.HideAsync(message.MessageId, receipt, duration, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return; // the work is done
        }
        catch (RequestFailedException fault)
        {
            logger.LogWarning("Message {Id} could not be kept and may be delivered again meanwhile: {Reason}", message.MessageId, fault.Message);
        }
    }
}
