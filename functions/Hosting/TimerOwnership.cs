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

    private readonly BlobClient _blob;
    private readonly string _leaseId;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;

    private TimerOwnership(BlobClient blob, string leaseId, TimeProvider time, ILogger logger)
    {
        _blob = blob;
        _leaseId = leaseId;
        _renewing = RenewAsync(time, logger);
    }

    /// <summary>Cancelled when the timer is no longer ours.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>The timer's ownership, or null while another process has it.</summary>
    public static async Task<TimerOwnership?> TryTakeAsync(BlobClient blob, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
        await blob.AcquireLeaseAsync(Duration, cancellationToken) is { } leaseId ? new TimerOwnership(blob, leaseId, time, logger) : null;

    /// <summary>Gives the timer to whoever asks next.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        await _blob.ReleaseLeaseAsync(_leaseId, CancellationToken.None);
        _ended.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync(TimeProvider time, ILogger logger)
    {
        try
        {
            do await Task.Delay(Duration / 3, time, _ended.Token);
            while (await _blob.RenewLeaseAsync(_leaseId, _ended.Token));
            logger.LogWarning("The timer {Timer} was taken over by another process", _blob.Name);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return; // given up
        }
        catch (RequestFailedException fault)
        {
            logger.LogWarning("The timer {Timer} could not be kept: {Reason}", _blob.Name, fault.Message);
        }

        await _lost.CancelAsync();
    }
}
