using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Grain.Functions.Storage;

/// <summary>One container of block blobs. A write makes it where it is missing; for a read it is then empty.</summary>
internal sealed class Container(BlobContainerClient client)
{
    private const int DeletesAtOnceMax = 8;

    private static readonly BlobHttpHeaders Bytes = new() { ContentType = "application/octet-stream" };

    /// <summary>
    /// Writes a blob whole and gives its new version; fails with 412 when the conditions do not hold, with 409 when it must not be there
    /// and is.
    /// </summary>
    public async Task<ETag> UploadAsync(string name, ReadOnlyMemory<byte> content, BlobRequestConditions? conditions = null,
        CancellationToken cancellation = default)
    {
        var options = new BlobUploadOptions { Conditions = conditions, HttpHeaders = Bytes };
        return (await StorageFault.MakingAsync(
            () => Blob(name).UploadAsync(BinaryData.FromBytes(content).ToStream(), options, cancellation),
            () => client.CreateIfNotExistsAsync(cancellationToken: cancellation))).Value.ETag;
    }

    /// <summary>Reads a whole blob into memory; <see langword="null"/> when it is not there.</summary>
    public Task<BlobDownloadResult?> DownloadAsync(string name, CancellationToken cancellation = default) =>
        StorageFault.OrNothingAsync<BlobDownloadResult?>(async () => await Blob(name).DownloadContentAsync(cancellation), null);

    /// <summary>
    /// Reads a blob as it comes; a connection that breaks is opened again, a few times, at the same place of the same version.
    /// </summary>
    /// <returns>What was made of it, or <see langword="null"/> when the blob is not there.</returns>
    public Task<T?> ReadAsync<T>(string name, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellation = default)
        where T : struct => StorageFault.OrNothingAsync<T?>(
            async () =>
            {
                try
                {
                    using var blob = (await Blob(name).DownloadStreamingAsync(cancellationToken: cancellation)).Value;
                    return await read(blob.Content, cancellation);
                }
                catch (AggregateException fault)
                {
                    throw new RequestFailedException(0, $"blob GET {name}: the connection kept breaking", "Unanswered", fault);
                }
            },
            null);

    /// <summary>Deletes a blob and tells whether it was there.</summary>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellation = default) =>
        await Blob(name).DeleteIfExistsAsync(cancellationToken: cancellation);

    /// <summary>Deletes blobs whose names begin with a prefix, or those of them that are chosen.</summary>
    /// <returns>How many there were; <paramref name="blobsMax"/> means that there may be others.</returns>
    public async Task<int> SweepAsync(string prefix, int blobsMax, CancellationToken cancellation, Func<string, bool>? isChosen = null)
    {
        var swept = 0;
        await using var pages = client.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation).AsPages()
            .GetAsyncEnumerator(cancellation);
        while (swept < blobsMax && await StorageFault.OrNothingAsync(() => pages.MoveNextAsync().AsTask(), false))
        {
            var names = pages.Current.Values.Select(blob => blob.Name).Where(name => isChosen?.Invoke(name) ?? true)
                .Take(blobsMax - swept).ToArray();
            await Parallel.ForEachAsync(names,
                new ParallelOptions { MaxDegreeOfParallelism = DeletesAtOnceMax, CancellationToken = cancellation },
                async (name, token) => await DeleteAsync(name, token));
            swept += names.Length;
        }

        return swept;
    }

    private BlockBlobClient Blob(string name) => name.Length > 0 && !name.Split('/').Any(segment => segment is "." or "..")
        ? client.GetBlockBlobClient(name)
        : throw new ArgumentException($"'{name}' is not a blob's name: it is empty or has a segment '.' or '..'.", nameof(name));
}
