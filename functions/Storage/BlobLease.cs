using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <content>A lease as a lock that several instances can contend for.</content>
public sealed partial class BlobClient
{
    /// <summary>Takes the blob's lease; a missing blob is made, empty, to lease it.</summary>
    /// <param name="duration">15 to 60 s, or <see cref="Timeout.InfiniteTimeSpan"/> for a lease that does not end by itself.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The lease's id, or <see langword="null"/> when somebody else holds it.</returns>
    public async Task<string?> AcquireLeaseAsync(TimeSpan duration, CancellationToken cancellation = default)
    {
        // We choose the id: when the answer is lost, asking again with the same id gives the same lease.
        var id = new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
        using var message = LeaseMessage("acquire", id);
        message.Request.Headers.Add("x-ms-proposed-lease-id", id);
        message.Request.Headers.Add("x-ms-lease-duration", LeaseSeconds(duration));
        var response = await container.SendAsync(message, cancellation, response => IsGone(response) || IsTaken(response));
        if (IsGone(response))
        {
            response.Dispose();
            await CreateEmptyAsync(cancellation);
            response = await container.SendAsync(message, cancellation, IsTaken);
        }

        return IsTaken(response) ? null : id;

        static bool IsTaken(Response response) => StorageFault.CodeOf(response) == "LeaseAlreadyPresent";
    }

    /// <summary>Makes a lease last for its duration once more.</summary>
    /// <returns>Whether it is still held; <see langword="false"/> when somebody else has taken it, or the blob is gone.</returns>
    public Task<bool> RenewLeaseAsync(string leaseId, CancellationToken cancellation = default) => ChangeLeaseAsync("renew", leaseId, cancellation);

    /// <summary>Gives a lease up.</summary>
    /// <returns>Whether it was held.</returns>
    public Task<bool> ReleaseLeaseAsync(string leaseId, CancellationToken cancellation = default) => ChangeLeaseAsync("release", leaseId, cancellation);

    private static string LeaseSeconds(TimeSpan duration)
    {
        if (duration == Timeout.InfiniteTimeSpan) return "-1";
        return duration.TotalSeconds is >= StorageLimits.LeaseMinSeconds and <= StorageLimits.LeaseMaxSeconds
            ? ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture)
            : throw new ArgumentOutOfRangeException(
                nameof(duration), duration, $"A lease lasts {StorageLimits.LeaseMinSeconds} to {StorageLimits.LeaseMaxSeconds} s, or without end.");
    }

    private async Task CreateEmptyAsync(CancellationToken cancellation)
    {
        try
        {
            await UploadAsync(ReadOnlyMemory<byte>.Empty, BlobConditions.New, cancellation: cancellation);
        }
        catch (RequestFailedException fault) when (fault.Status is 409 or 412)
        {
            // Somebody else has made it meanwhile (409), and may even hold the lease already (412): the lease's own answer tells.
        }
    }

    private async Task<bool> ChangeLeaseAsync(string action, string leaseId, CancellationToken cancellation)
    {
        using var message = LeaseMessage(action, leaseId);
        message.Request.Headers.Add("x-ms-lease-id", leaseId);
        return (await container.SendAsync(message, cancellation, response => response.Status is 404 or 409)).Status == 200;
    }

    private HttpMessage LeaseMessage(string action, string leaseId)
    {
        if (!Guid.TryParse(leaseId, out _)) throw new ArgumentException("A lease's id is a GUID.", nameof(leaseId));
        var message = Message($"lease-{action}", RequestMethod.Put, "?comp=lease");
        message.Request.Headers.Add("x-ms-lease-action", action);
        return message;
    }
}
