using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Grain.Functions.Hosting;

/// <summary>
/// Lets one process of all fire a timer: the one that holds the lease of the timer's blob. It is renewed in the
/// background; <see cref="Lost"/> tells when that no longer succeeds.
/// </summary>
internal sealed class TimerOwnership : IAsyncDisposable
{
    /// <summary>The shortest lease there is (blob storage allows 15 to 60 s): after a crash the next process waits no longer.</summary>
    internal static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private readonly string name;
    private readonly BlobLeaseClient lease;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;

    private TimerOwnership(string name, BlobLeaseClient lease, TimeProvider time, ILogger logger)
    {
        (this.name, this.lease) = (name, lease);
        renewing = RenewAsync(time, logger);
    }

    /// <summary>Cancelled when the timer is no longer ours.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>The timer's ownership, or null while another process has it.</summary>
    public static async Task<TimerOwnership?> TryTakeAsync(BlobClient blob, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            if (!await blob.ExistsAsync(cancellationToken)) await blob.UploadAsync(BinaryData.Empty, overwrite: false, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.Status is 409 or 412)
        {
            // Somebody else has made it meanwhile (409), and may even hold the lease already (412): the lease's own answer tells.
        }

        try
        {
            var lease = blob.GetBlobLeaseClient();
            await lease.AcquireAsync(Duration, cancellationToken: cancellationToken);
            return new TimerOwnership(blob.Name, lease, time, logger);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return null;
        }
    }

    /// <summary>Gives the timer to whoever asks next.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewing;
        try
        {
            await lease.ReleaseAsync();
        }
        catch (RequestFailedException fault) when (fault.Status is 404 or 409)
        {
            // Somebody else has it by now.
        }

        ended.Dispose();
        lost.Dispose();
    }

    private async Task RenewAsync(TimeProvider time, ILogger logger)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Duration / 3, time, ended.Token);
                await lease.RenewAsync(cancellationToken: ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return; // given up
        }
        catch (RequestFailedException fault)
        {
            logger.LogWarning("The timer {Timer} could not be kept: {Reason}", name, fault.Message);
        }

        await lost.CancelAsync();
    }
}
