using Azure.Storage.Queues.Models;
using Grain.Functions.Storage;

namespace Grain.Functions.Hosting;

/// <summary>
/// Stands in for the Functions host's queue listener when there is no host: fetches messages in batches and has them
/// delivered, up to batch size + threshold at once.
/// </summary>
internal sealed class QueuePump(string function, MessageQueue queue, QueueDelivery delivery, HostSettings settings, TimeSpan lease, TimeProvider time, ILogger logger)
{
    private bool isOutOfReach;

    /// <summary>Fetches until <paramref name="stopping"/>, then waits for what is in progress. <paramref name="abort"/> cuts that short.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        var idle = new IdleWait(settings.MaxPollingInterval);
        var running = new List<Task>();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await BelowThresholdAsync(running, stopping);
                // Not cancelled by a stop: messages that were already handed out would stay hidden until their lease ends.
                var messages = await ReceiveAsync(abort);
                foreach (var message in messages) running.Add(Task.Run(() => delivery.DeliverAsync(message, abort), CancellationToken.None));
                if (messages.Count > 0) idle.Reset();
                else await Task.Delay(idle.Next(), time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.LogDebug("{Function}: no longer fetching", function);
        }

        await Task.WhenAll(running);
    }

    private async Task BelowThresholdAsync(List<Task> running, CancellationToken stopping)
    {
        while (running.RemoveAll(task => task.IsCompleted) >= 0 && running.Count > settings.NewBatchThreshold)
            await Task.WhenAny(running).WaitAsync(stopping);
    }

    private async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(CancellationToken abort)
    {
        try
        {
            var messages = await queue.ReceiveAsync(settings.BatchSize, lease, abort);
            if (isOutOfReach) logger.LogInformation("{Function}: the queue {Queue} can be read again", function, queue.Name);
            isOutOfReach = false;
            return messages;
        }
        catch (Exception fault) when (!abort.IsCancellationRequested)
        {
            // Whatever it is, the pump goes on asking; once is enough to say so.
            if (!isOutOfReach) logger.LogError(fault, "{Function}: the queue {Queue} cannot be read and is asked again", function, queue.Name);
            isOutOfReach = true;
            return [];
        }
    }
}
