using System.Text;
using Azure;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Contracts;

/// <summary>What the house relies on in the Blob service.</summary>
public class BlobContract
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(StorageLimits.LeaseMinSeconds);

    [Theory, OnAzurite, OnAccount]
    public async Task A_blob_comes_back_with_its_type_and_version(string target)
    {
        var blob = (await StorageTargets.NewContainerAsync(target)).Blob("a folder/ü +%&'=~.json");
        var etag = await blob.UploadAsync("{}"u8.ToArray(), contentType: "application/json");
        var content = (await blob.DownloadAsync())!;
        Assert.Equal(("{}", etag, "application/json"), (Encoding.UTF8.GetString(content.Content.Span), content.ETag, content.ContentType));
        Assert.True(await blob.ExistsAsync());
        Assert.True(await blob.DeleteIfExistsAsync());
        Assert.False(await blob.DeleteIfExistsAsync());
        Assert.Null(await blob.DownloadAsync());
    }

    [Theory, OnAzurite, OnAccount]
    public async Task A_missing_container_is_empty_for_readers_and_made_by_writers(string target)
    {
        var container = await StorageTargets.NewContainerAsync(target);
        var blob = container.Blob("b");
        Assert.Null(await blob.DownloadAsync());
        Assert.Null(await blob.OpenReadAsync());
        Assert.False(await blob.ExistsAsync());
        Assert.False(await blob.DeleteIfExistsAsync());
        await blob.UploadAsync("x"u8.ToArray());
        Assert.True(await blob.ExistsAsync());
        await container.CreateAsync();
    }

    [Theory, OnAzurite, OnAccount]
    public async Task Conditions_hold(string target)
    {
        var blob = (await StorageTargets.NewContainerAsync(target)).Blob("b");
        var first = await blob.UploadAsync("1"u8.ToArray(), BlobConditions.New);
        var exists = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync("2"u8.ToArray(), BlobConditions.New));
        Assert.True(exists.IsAlreadyExists());
        await blob.UploadAsync("3"u8.ToArray(), BlobConditions.Unchanged(first));
        var stale = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync("4"u8.ToArray(), BlobConditions.Unchanged(first)));
        Assert.True(stale.IsStale());
        Assert.Equal("3", Encoding.UTF8.GetString((await blob.DownloadAsync())!.Content.Span));
        stale = await Assert.ThrowsAsync<RequestFailedException>(() => blob.DeleteIfExistsAsync(BlobConditions.Unchanged(first)));
        Assert.True(stale.IsStale());
    }

    [Theory, OnAzurite, OnAccount]
    public async Task A_large_blob_comes_back_whole_and_as_a_stream(string target)
    {
        var blob = (await StorageTargets.NewContainerAsync(target)).Blob("b");
        await AssertRoundTripAsync(blob, 0);
        await AssertRoundTripAsync(blob, 9_000_000);
    }

    [Theory, OnAzurite, OnAccount]
    public async Task A_lease_is_held_by_one_until_it_is_released(string target)
    {
        var blob = (await StorageTargets.NewContainerAsync(target)).Blob("lock");
        var id = await blob.AcquireLeaseAsync(Shortest);
        Assert.NotNull(id);
        Assert.Null(await blob.AcquireLeaseAsync(Shortest));
        Assert.True(await blob.RenewLeaseAsync(id));
        Assert.False(await blob.RenewLeaseAsync("0f8fad5b-d9cb-469f-a165-70867728950e"));

        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync("x"u8.ToArray()));
        Assert.Equal((412, "LeaseIdMissing"), (fault.Status, fault.ErrorCode));

        Assert.True(await blob.ReleaseLeaseAsync(id));
        Assert.False(await blob.ReleaseLeaseAsync(id));
        await blob.UploadAsync("x"u8.ToArray());
        Assert.False(await blob.RenewLeaseAsync(id));
        var next = await blob.AcquireLeaseAsync(Timeout.InfiniteTimeSpan);
        Assert.NotNull(next);
        Assert.NotEqual(id, next);
        Assert.Equal("x", Encoding.UTF8.GetString((await blob.DownloadAsync())!.Content.Span));
    }

    [Theory, OnAzurite, OnAccount]
    public async Task Of_many_who_want_the_lease_of_a_new_blob_one_gets_it(string target)
    {
        var blob = (await StorageTargets.NewContainerAsync(target)).Blob("lock");
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => blob.AcquireLeaseAsync(Shortest)));
        Assert.Single(ids, id => id is not null);
    }

    private static async Task AssertRoundTripAsync(BlobClient blob, int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        var etag = await blob.UploadAsync(bytes);
        await using var stream = (await blob.OpenReadAsync())!;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
        var content = (await blob.DownloadAsync())!;
        Assert.Equal(bytes, content.Content.ToArray());
        Assert.Equal(etag, content.ETag);
    }
}
