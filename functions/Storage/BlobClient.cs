using System.Buffers.Binary;
using System.Security.Cryptography;
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

    private StoragePipeline Pipeline => container.Pipeline;

    /// <summary>Writes the blob in one request.</summary>
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
        return await WriteAsync(message, cancellation);
    }

    /// <summary>
    /// Writes the blob from a stream, in one request up to <see cref="StorageLimits.BlobBlockBytes"/> and in blocks of that size beyond it.
    /// Readers see the old blob until all of the new one is there.
    /// </summary>
    /// <returns>The new version.</returns>
    public async Task<ETag> UploadAsync(
        Stream content, BlobConditions? conditions = null, string contentType = Bytes, CancellationToken cancellation = default)
    {
        using var block = new PooledBuffer(StorageLimits.BlobBlockBytes);
        if (await block.FillAsync(content, StorageLimits.BlobBlockBytes, cancellation))
            return await UploadAsync(block.Memory, conditions, contentType, cancellation);

        var ids = new List<string>();
        var upload = RandomNumberGenerator.GetBytes(8);
        for (var isLast = false; block.Length > 0;)
        {
            if (ids.Count == StorageLimits.BlobBlocks)
                throw new ArgumentException($"Blob {Name}: the stream is longer than {StorageLimits.BlobBlocks} blocks.", nameof(content));
            ids.Add(BlockId(upload, ids.Count));
            await PutBlockAsync(ids[^1], block.Memory, conditions?.LeaseId, cancellation);
            block.Clear();
            if (!isLast) isLast = await block.FillAsync(content, StorageLimits.BlobBlockBytes, cancellation);
        }

        return await PutBlockListAsync(ids, conditions, contentType, cancellation);
    }

    /// <summary>Reads the whole blob into memory.</summary>
    /// <returns>The blob, or <see langword="null"/> when it is not there.</returns>
    public async Task<BlobContent?> DownloadAsync(CancellationToken cancellation = default)
    {
        using var message = Message("download", RequestMethod.Get, "");
        var response = await Pipeline.SendAsync(message, cancellation);
        if (response.Status == 404) return null;
        if (response.Status != 200) throw Fault(message, response);
        return new BlobContent(PooledStream.BodyOf(response).ToArray(), response.Headers.ETag ?? default, response.Headers.ContentType);
    }

    /// <summary>Opens the blob for reading from its start; a connection that breaks is opened again at the same place, of the same version.</summary>
    /// <returns>The stream, or <see langword="null"/> when the blob is not there.</returns>
    public Task<Stream?> OpenReadAsync(CancellationToken cancellation = default) => BlobReadStream.OpenAsync(this, cancellation);

    /// <summary>Whether the blob is there.</summary>
    public async Task<bool> ExistsAsync(CancellationToken cancellation = default)
    {
        using var message = Message("exists", RequestMethod.Head, "");
        var response = await Pipeline.SendAsync(message, cancellation);
        return response.Status switch
        {
            200 => true,
            404 => false,
            _ => throw Fault(message, response),
        };
    }

    /// <summary>Deletes the blob.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteIfExistsAsync(BlobConditions? conditions = null, CancellationToken cancellation = default)
    {
        using var message = Message("delete", RequestMethod.Delete, "");
        conditions?.AddTo(message.Request);
        var response = await Pipeline.SendAsync(message, cancellation);
        return response.Status switch
        {
            202 => true,
            404 => false,
            _ => throw Fault(message, response),
        };
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
            var response = await Pipeline.SendAsync(message, cancellation);
            if (response.Status is 200 or 206) return message;
            if (response.Status != 404) throw Fault(message, response);
            message.Dispose();
            return null;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    /// <summary>Ids of one length, as the service wants, that no other upload of the same blob has.</summary>
    private static string BlockId(byte[] upload, int number)
    {
        Span<byte> id = stackalloc byte[12];
        upload.CopyTo(id);
        BinaryPrimitives.WriteInt32BigEndian(id[8..], number);
        return Convert.ToBase64String(id);
    }

    private async Task PutBlockAsync(string id, ReadOnlyMemory<byte> block, string? leaseId, CancellationToken cancellation)
    {
        using var message = Message("upload-block", RequestMethod.Put, $"?blockid={Uri.EscapeDataString(id)}&comp=block");
        message.Request.Headers.Add("Content-Type", Bytes);
        if (leaseId is not null) message.Request.Headers.Add("x-ms-lease-id", leaseId);
        message.Request.Content = RequestContent.Create(block);
        await WriteAsync(message, cancellation);
    }

    private async Task<ETag> PutBlockListAsync(List<string> ids, BlobConditions? conditions, string contentType, CancellationToken cancellation)
    {
        using var message = Message("upload-end", RequestMethod.Put, "?comp=blocklist");
        message.Request.Headers.Add("x-ms-blob-content-type", contentType);
        message.Request.Headers.Add("Content-Type", "application/xml");
        conditions?.AddTo(message.Request);
        var body = new PooledBuffer();
        body.Append("<BlockList>"u8);
        foreach (var id in ids) body.Append($"<Latest>{id}</Latest>");
        body.Append("</BlockList>"u8);
        message.Request.Content = new PooledContent(body);
        return await WriteAsync(message, cancellation);
    }

    private async Task<ETag> WriteAsync(HttpMessage message, CancellationToken cancellation)
    {
        var response = await Pipeline.SendCreatingAsync(message, BlobContainerClient.ContainerNotFound, container.CreateAsync, cancellation);
        return response.Status == 201 ? response.Headers.ETag ?? default : throw Fault(message, response);
    }

    private HttpMessage Message(string operation, RequestMethod method, string query) =>
        Pipeline.Message(operation, container.Slice, method, path + query);

    private RequestFailedException Fault(HttpMessage message, Response response) =>
        StorageFault.Of(StorageOperation.Of(message), $"{container.Name}/{Name}", response);
}
