using Azure;
using Azure.Storage.Blobs;

namespace Grain.Functions.Hosting;

/// <summary>
/// Stands in for the Functions host's timer listener when there is no host: fires a timer at its times, in one process of
/// all and one run after the other. A time that passes during a run is skipped, as there.
/// </summary>
internal sealed class TimerPump(TimerFunction function, TimerTrigger trigger, BlobContainerClient container, HostSettings settings, TimeProvider time, ILogger logger)
{
    /// <summary>Timers cannot wait longer than some 49 days at once.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly TimerSchedule schedule = TimerSchedule.Parse(trigger.Schedule);
    private readonly TimerStatus status = new(container.GetBlobClient($"timers/{function.Name}.status"));
    private readonly BlobClient lease = container.GetBlobClient($"timers/{function.Name}.lock");

    /// <summary>Fires until <paramref name="stopping"/>, then waits for the run in progress; <paramref name="abort"/> cuts that short.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        try
        {
            while (true)
            {
                await OwnAndFireAsync(stopping, abort);
                await Task.Delay(TimerOwnership.Duration / 3, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.LogDebug("{Function}: no longer firing", function.Name);
        }
    }

    private async Task OwnAndFireAsync(CancellationToken stopping, CancellationToken abort)
    {
        try
        {
            await container.CreateIfNotExistsAsync(cancellationToken: stopping);
            await using var ownership = await TimerOwnership.TryTakeAsync(lease, time, logger, stopping);
            if (ownership is not null) await FireWhileOwnedAsync(ownership, stopping, abort);
        }
        catch (RequestFailedException fault)
        {
            logger.LogWarning("{Function}: the timer's state cannot be reached and is asked for again: {Reason}", function.Name, fault.Message);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "{Function}: the timer stumbled and goes on", function.Name);
        }
    }

    private async Task FireWhileOwnedAsync(TimerOwnership ownership, CancellationToken stopping, CancellationToken abort)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, ownership.Lost);
        try
        {
            var monitored = trigger.UseMonitor && schedule.IsWorthMonitoring(time.GetUtcNow());
            var due = monitored ? await status.ReadAsync(either.Token) : null;
            if (due <= time.GetUtcNow()) await FireAsync(isPastDue: true, abort);
            else if (trigger.RunOnStartup) await FireAsync(isPastDue: false, abort);
            while (!either.IsCancellationRequested)
            {
                var next = schedule.After(time.GetUtcNow());
                if (monitored) await status.WriteAsync(next, either.Token);
                await WaitUntilAsync(next, either.Token);
                await FireAsync(isPastDue: false, abort);
            }
        }
        catch (OperationCanceledException) when (ownership.Lost.IsCancellationRequested)
        {
            logger.LogDebug("{Function}: left to another process", function.Name);
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset next, CancellationToken cancellationToken)
    {
        while (next - time.GetUtcNow() is { } wait && wait > TimeSpan.Zero)
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
    }

    private async Task FireAsync(bool isPastDue, CancellationToken abort)
    {
        using var timeout = new CancellationTokenSource(settings.FunctionTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abort);
        try
        {
            await function.Handle(new TimerInvocation(isPastDue), either.Token);
        }
        catch (Exception fault)
        {
            logger.LogError(fault, "{Function} failed; it runs again at its next time", function.Name);
        }
    }
}
