using Azure;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>What must hold for a blob to be written.</summary>
public sealed record BlobConditions
{
    /// <summary>The blob must have this version (else 412).</summary>
    public ETag? IfMatch { get; init; }

    /// <summary>The blob must not have this version; <see cref="ETag.All"/>: it must not be there (else 409).</summary>
    public ETag? IfNoneMatch { get; init; }

    /// <summary>Only when the blob is not there.</summary>
    public static BlobConditions New { get; } = new() { IfNoneMatch = ETag.All };

    /// <summary>Only when the blob still has this version.</summary>
    public static BlobConditions Unchanged(ETag etag) => new() { IfMatch = etag };

    internal void AddTo(Request request)
    {
        if (IfMatch is { } match) request.Headers.Add("If-Match", match.ToString("H"));
        if (IfNoneMatch is { } none) request.Headers.Add("If-None-Match", none.ToString("H"));
    }
}

/// <summary>A blob as it was read.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ETag">Its version.</param>
/// <param name="ContentType">Its media type, as it was written.</param>
public sealed record BlobContent(ReadOnlyMemory<byte> Content, ETag ETag, string? ContentType);
