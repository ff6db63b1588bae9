using System.Globalization;
using System.Net.Http.Headers;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>A blob, and who has leased it.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Version">Its ETag.</param>
/// <param name="At">When it was changed.</param>
/// <param name="Type">Its type.</param>
internal sealed record MemoryBlob(byte[] Content, string Version, DateTimeOffset At, string Type)
{
    /// <summary>The lease; it may be over.</summary>
    public (string Id, DateTimeOffset Until, TimeSpan Length)? Lease { get; init; }

    private bool IsLeased => Lease is { } lease && lease.Until > TimeProvider.System.GetUtcNow();

    /// <summary>Why a change is refused; <see langword="null"/> if it is not.</summary>
    public InjectedResponse? Refuses(MemoryRequest request) =>
        request.Header("x-ms-lease-id") is { } id
            ? IsLeased && Lease!.Value.Id == id ? null : new(412, IsLeased ? "LeaseIdMismatchWithBlobOperation" : "LeaseLost")
            : IsLeased ? new(412, "LeaseIdMissing") : null;

    /// <summary>Takes, keeps up or ends a lease.</summary>
    public (MemoryBlob Blob, InjectedResponse Answer) Change(MemoryRequest request)
    {
        var (action, id, now) = (request.Header("x-ms-lease-action"), request.Header("x-ms-lease-id"), TimeProvider.System.GetUtcNow());
        if (action == "acquire")
        {
            var asked = request.Header("x-ms-proposed-lease-id") ?? Guid.NewGuid().ToString();
            if (IsLeased && Lease!.Value.Id != asked) return (this, new(409, "LeaseAlreadyPresent"));
            var length = TimeSpan.FromSeconds(int.Parse(request.Header("x-ms-lease-duration")!, CultureInfo.InvariantCulture));
            return (this with { Lease = (asked, now + length, length) }, new(201, null, [.. Tags, ("x-ms-lease-id", asked)]));
        }

        if (Lease is not { } lease || lease.Id != id) return (this, new(409, "LeaseIdMismatchWithLeaseOperation"));
        return action == "renew"
            ? (this with { Lease = lease with { Until = now + lease.Length } }, new(200, null, [.. Tags, ("x-ms-lease-id", id)]))
            : (this with { Lease = null }, new(200, null, Tags));
    }

    /// <summary>Its bytes, or those asked for.</summary>
    public InjectedResponse Read(string? range)
    {
        var asked = range is null ? null : RangeHeaderValue.Parse(range).Ranges.Single();
        var (from, to) = ((int)(asked?.From ?? 0), (int)Math.Min(asked?.To ?? long.MaxValue, Content.Length - 1L));
        if (asked is not null && from >= Content.Length) return new(416, "InvalidRange");
        var part = Content.AsMemory(from, to + 1 - from);
        (string, string)[] headers =
        [
            .. Tags, ("Content-Type", Type), ("x-ms-blob-type", "BlockBlob"), ("Accept-Ranges", "bytes"),
            ("x-ms-lease-state", IsLeased ? "leased" : "available"), ("x-ms-lease-status", IsLeased ? "locked" : "unlocked"),
            ("Content-Length", part.Length.ToString(CultureInfo.InvariantCulture)),
            .. asked is null ? [] : new[] { ("Content-Range", $"bytes {from}-{to}/{Content.Length}") },
        ];
        return new(asked is null ? 200 : 206, null, headers) { ContentStream = new MemoryStream(part.ToArray()) };
    }

    /// <summary>Version and time as headers.</summary>
    public (string, string)[] Tags => TagsOf(Version, At);

    public static (string, string)[] TagsOf(string version, DateTimeOffset at) =>
        [("ETag", version), ("Last-Modified", at.ToString("R", CultureInfo.InvariantCulture))];
}
