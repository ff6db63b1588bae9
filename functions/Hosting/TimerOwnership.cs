using Azure;
using Grain.Functions.Storage;

namespace Grain.Functions.Hosting;

/// <summary>
/// Lets one process of all fire a timer: the one that holds the lease of the timer's blob. It is renewed in the
/// background; <see cref="Lost"/> tells when that no longer succeeds.
/// </summary>
internal sealed class TimerOwnership : IAsyncDisposable
{
    /// <summary>The shortest lease there is (blob storage allows 15 to 60 s): after a crash the next process waits no longer.</summary>
    internal static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private readonly BlobClient blob;
    private readonly string leaseId;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;

    private TimerOwnership(BlobClient blob, string leaseId, TimeProvider time, ILogger logger)
    {
        this.blob = blob;
        this.leaseId = leaseId;
        renewing = RenewAsync(time, logger);
    }

    /// <summary>Cancelled when the timer is no longer ours.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>The timer's ownership, or null while another process has it.</summary>
    public static async Task<TimerOwnership?> TryTakeAsync(BlobClient blob, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
        await blob.AcquireLeaseAsync(Duration, cancellationToken) is { } leaseId ? new TimerOwnership(blob, leaseId, time, logger) : null;

    /// <summary>Gives the timer to whoever asks next.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewing;
        await this.blob.ReleaseLeaseAsync(this.leaseId, CancellationToken.None);
        ended.Dispose();
        lost.Dispose();
    }

    private async Task RenewAsync(TimeProvider time, ILogger logger)
    {
        try
        {
            do await Task.Delay(Duration / 3, time, ended.Token);
            while (await this.blob.RenewLeaseAsync(this.leaseId, ended.Token));
            logger.LogWarning("The timer {Timer} was taken over by another process", this.blob.Name);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return; // given up
        }
        catch (RequestFailedException fault)
        {
            logger.LogWarning("The timer {Timer} could not be kept: {Reason}", this.blob.Name, fault.Message);
        }

        await lost.CancelAsync();
    }
}
