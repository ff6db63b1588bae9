using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Grain.Functions.Storage;

/// <summary>One container of block blobs. A write makes it where it is missing; for a read it is then empty.</summary>
internal sealed class Container
{
    private readonly BlobContainerClient client;

    internal Container(BlobContainerClient client) => this.client = client;

    /// <summary>Writes a blob in one request.</summary>
    /// <param name="name">The blob's name.</param>
    /// <param name="content">All of it.</param>
    /// <param name="conditions">What must hold, else 412; 409 for a blob that must not be there and is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The new version.</returns>
    public async Task<ETag> UploadAsync(string name, ReadOnlyMemory<byte> content, BlobRequestConditions? conditions = null, CancellationToken cancellation = default)
    {
        var options = new BlobUploadOptions { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = "application/octet-stream" } };
        var blob = Blob(name);
        var answer = await StorageFault.MakingAsync(
            () => blob.UploadAsync(BinaryData.FromBytes(content).ToStream(), options, cancellation), () => client.CreateIfNotExistsAsync(cancellationToken: cancellation));
        return answer.Value.ETag;
    }

    /// <summary>Reads a whole blob into memory.</summary>
    /// <returns>The blob, or <see langword="null"/> when it is not there.</returns>
    public async Task<BlobDownloadResult?> DownloadAsync(string name, CancellationToken cancellation = default)
    {
        try
        {
            return await Blob(name).DownloadContentAsync(cancellation);
        }
        catch (RequestFailedException fault) when (fault.IsNotFound())
        {
            return null;
        }
    }

    /// <summary>Reads a blob as it comes; a connection that breaks is opened again, a few times, at the same place of the same version.</summary>
    /// <returns>What was made of it, or <see langword="null"/> when the blob is not there.</returns>
    public async Task<T?> ReadAsync<T>(string name, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellation = default)
        where T : struct
    {
        BlobDownloadStreamingResult blob;
        try
        {
            blob = await Blob(name).DownloadStreamingAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException fault) when (fault.IsNotFound())
        {
            return null;
        }

        try
        {
            await using var content = blob.Content;
            return await read(content, cancellation);
        }
        catch (Exception fault) when (OperationPolicy.IsTransport(fault) && !cancellation.IsCancellationRequested)
        {
            throw new RequestFailedException(0, $"blob download /{client.Name}/{name}: the connection kept breaking", "Unanswered", fault);
        }
    }

    /// <summary>Whether a blob is there.</summary>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellation = default) => await Blob(name).ExistsAsync(cancellation);

    /// <summary>Deletes a blob.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellation = default) =>
        await Blob(name).DeleteIfExistsAsync(cancellationToken: cancellation);

    private BlockBlobClient Blob(string name) => name.Length > 0 && !name.Split('/').Any(segment => segment is "." or "..")
        ? client.GetBlockBlobClient(name)
        : throw new ArgumentException($"'{name}' is not a blob's name: it is empty or has a segment '.' or '..'.", nameof(name));
}
