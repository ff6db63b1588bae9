using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>One container of blobs.</summary>
public sealed class BlobContainerClient : StorageResource
{
    internal BlobContainerClient(StoragePipeline pipeline, string name, string slice)
        : base(pipeline, "Container", name, slice)
    {
    }

    /// <summary>A blob.</summary>
    /// <param name="name">1 to 1 024 characters; slashes make folders in most tools.</param>
    /// <exception cref="ArgumentException">The name is empty or too long, or has a path segment <c>.</c> or <c>..</c>.</exception>
    public BlobClient Blob(string name) => new(this, name);

    private protected override HttpMessage CreationMessage() => Message("create-container", RequestMethod.Put, $"/{Name}?restype=container");
}
