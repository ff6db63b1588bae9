using Azure;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>One block blob: whole uploads and downloads, and a lease as a lock.</summary>
public sealed partial class BlobClient
{
    private const int MaxNameChars = 1024;
    private const string Bytes = "application/octet-stream";
    private readonly BlobContainerClient container;
    private readonly string path;

    internal BlobClient(BlobContainerClient container, string name)
    {
        if (name.Length is 0 or > MaxNameChars || name.Split('/').Any(segment => segment is "." or ".."))
            throw new ArgumentException($"'{name}' is not a blob's name: 1 to {MaxNameChars} characters, no segment '.' or '..'.", nameof(name));
        this.container = container;
        Name = name;
        path = $"/{container.Name}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";
    }

    /// <summary>The blob's name.</summary>
    public string Name { get; }

    /// <summary>Writes the blob in one request, of which the service takes more (5 000 MiB) than an array holds.</summary>
    /// <returns>The new version.</returns>
    public async Task<ETag> UploadAsync(
        ReadOnlyMemory<byte> content, BlobConditions? conditions = null, string contentType = Bytes, CancellationToken cancellation = default)
    {
        using var message = Message("upload", RequestMethod.Put, "");
        message.Request.Headers.Add("x-ms-blob-type", "BlockBlob");
        message.Request.Headers.Add("x-ms-blob-content-type", contentType);
        message.Request.Headers.Add("Content-Type", Bytes);
        conditions?.AddTo(message.Request);
        message.Request.Content = RequestContent.Create(content);
        return (await container.SendCreatingAsync(message, cancellation)).Headers.ETag ?? default;
    }

    /// <summary>Reads the whole blob into memory.</summary>
    /// <returns>The blob, or <see langword="null"/> when it is not there.</returns>
    public async Task<BlobContent?> DownloadAsync(CancellationToken cancellation = default)
    {
        using var message = Message("download", RequestMethod.Get, "");
        var response = await container.SendAsync(message, cancellation, IsGone);
        return IsGone(response)
            ? null
            : new BlobContent(PooledStream.BodyOf(response).ToArray(), response.Headers.ETag ?? default, response.Headers.ContentType);
    }

    /// <summary>Opens the blob for reading from its start; a connection that breaks is opened again at the same place, of the same version.</summary>
    /// <returns>The stream, or <see langword="null"/> when the blob is not there.</returns>
    public async Task<Stream?> OpenReadAsync(CancellationToken cancellation = default) =>
        await RequestRestAsync(0, null, cancellation) is { } message ? new BlobReadStream(this, message) : null;

    /// <summary>Whether the blob is there.</summary>
    public async Task<bool> ExistsAsync(CancellationToken cancellation = default)
    {
        using var message = Message("exists", RequestMethod.Head, "");
        return !IsGone(await container.SendAsync(message, cancellation, IsGone));
    }

    /// <summary>Deletes the blob.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteIfExistsAsync(BlobConditions? conditions = null, CancellationToken cancellation = default)
    {
        using var message = Message("delete", RequestMethod.Delete, "");
        conditions?.AddTo(message.Request);
        return !IsGone(await container.SendAsync(message, cancellation, IsGone));
    }

    /// <summary>Asks for the rest of the blob without reading it; the caller owns the message.</summary>
    internal async Task<HttpMessage?> RequestRestAsync(long from, ETag? version, CancellationToken cancellation)
    {
        var message = Message("read", RequestMethod.Get, "");
        try
        {
            message.BufferResponse = false;
            if (from > 0) message.Request.Headers.Add("Range", $"bytes={from}-");
            if (version is { } etag) message.Request.Headers.Add("If-Match", etag.ToString("H"));
            if (!IsGone(await container.SendAsync(message, cancellation, IsGone))) return message;
            message.Dispose();
            return null;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private static bool IsGone(Response response) => response.Status == 404;

    private HttpMessage Message(string operation, RequestMethod method, string query) =>
        container.Message(operation, method, path + query, $"{container.Name}/{Name}");
}
