using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Contracts;

/// <summary>What the house relies on in the Blob service.</summary>
public class BlobContract
{
    private static readonly BlobRequestConditions New = new() { IfNoneMatch = ETag.All };

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_blob_comes_back_with_its_version(string target)
    {
        const string Name = "a folder/ü +%&'=~.json";
        var container = await StorageTargets.NewContainerAsync(target);
        var etag = await container.UploadAsync(Name, "{}"u8.ToArray());
        var content = (await container.DownloadAsync(Name))!;
        Assert.Equal(("{}", etag, "application/octet-stream"),
            (content.Content.ToString(), content.Details.ETag, content.Details.ContentType));
        Assert.NotNull(await container.DownloadAsync(Name));
        Assert.True(await container.DeleteAsync(Name));
        Assert.False(await container.DeleteAsync(Name));
        Assert.Null(await container.DownloadAsync(Name));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_missing_container_is_empty_for_readers_and_made_by_writers(string target)
    {
        var container = await StorageTargets.NewContainerAsync(target);
        Assert.Null(await container.DownloadAsync("b"));
        Assert.Null(await container.ReadAsync("b", (_, _) => Task.FromResult(1)));
        Assert.Null(await container.DownloadAsync("b"));
        Assert.False(await container.DeleteAsync("b"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => container.UploadAsync($"b{i}", "x"u8.ToArray())));
        Assert.NotNull(await container.DownloadAsync("b7"));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Conditions_hold(string target)
    {
        var container = await StorageTargets.NewContainerAsync(target);
        var first = await container.UploadAsync("b", "1"u8.ToArray(), New);
        var exists = await Assert.ThrowsAsync<RequestFailedException>(() => container.UploadAsync("b", "2"u8.ToArray(), New));
        Assert.True(exists.IsAlreadyExists());
        await container.UploadAsync("b", "3"u8.ToArray(), new() { IfMatch = first });
        var stale =
            await Assert.ThrowsAsync<RequestFailedException>(() => container.UploadAsync("b", "4"u8.ToArray(), new() { IfMatch = first }));
        Assert.True(stale.IsStale());
        Assert.Equal("3", Encoding.UTF8.GetString((await container.DownloadAsync("b"))!.Content));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_large_blob_comes_back_whole_and_as_a_stream(string target)
    {
        var container = await StorageTargets.NewContainerAsync(target);
        await AssertRoundTripAsync(container, 0);
        await AssertRoundTripAsync(container, 9_000_000);
    }

    private static async Task AssertRoundTripAsync(Container container, int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        var etag = await container.UploadAsync("b", bytes);
        var copy = await container.ReadAsync("b", async (stream, cancellation) =>
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellation);
            return new ReadOnlyMemory<byte>(copy.ToArray());
        });
        Assert.Equal(bytes, copy!.Value.ToArray());
        var content = (await container.DownloadAsync("b"))!;
        Assert.Equal(bytes, content.Content.ToArray());
        Assert.Equal(etag, content.Details.ETag);
    }
}
