using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;
using Xunit;

namespace Grain.Functions.Tests.Contracts;

/// <summary>What Microsoft's listeners and the tests rely on over HTTP, beside what the house does.</summary>
public class LeaseContract
{
    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_lease_is_one_holder_s_until_it_is_given_back(string target)
    {
        var container = new BlobContainerClient(await StorageTargets.ConnectionStringAsync(target), StorageTargets.NewName(target));
        Assert.False(await container.ExistsAsync());
        await container.CreateAsync();
        Assert.True(await container.ExistsAsync());
        var blob = container.GetBlobClient("locks/a lock");
        Assert.Equal("BlobNotFound", await CodeAsync(() => blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15))));
        await blob.UploadAsync(BinaryData.FromString("1"), overwrite: true);
        var (first, second) = (blob.GetBlobLeaseClient(), blob.GetBlobLeaseClient());
        await first.AcquireAsync(TimeSpan.FromSeconds(15));
        Assert.Equal("LeaseAlreadyPresent", await CodeAsync(() => second.AcquireAsync(TimeSpan.FromSeconds(15))));
        Assert.Equal(LeaseState.Leased, (await blob.GetPropertiesAsync()).Value.LeaseState);
        await first.RenewAsync();
        Assert.Equal("LeaseIdMismatchWithLeaseOperation", await CodeAsync(() => second.RenewAsync()));
        Assert.Equal("LeaseIdMissing", await CodeAsync(() => blob.UploadAsync(BinaryData.FromString("2"), overwrite: true)));
        var held = new BlobUploadOptions { Conditions = new BlobRequestConditions { LeaseId = first.LeaseId } };
        await blob.UploadAsync(BinaryData.FromString("3"), held);
        await first.ReleaseAsync();
        Assert.Equal(LeaseState.Available, (await blob.GetPropertiesAsync()).Value.LeaseState);
        await second.AcquireAsync(TimeSpan.FromSeconds(15));
        await second.ReleaseAsync();
        await blob.UploadAsync(BinaryData.FromString("4"), overwrite: true);
        Assert.Equal("4", (await blob.DownloadContentAsync()).Value.Content.ToString());
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task What_was_made_is_listed_and_a_queue_is_emptied(string target)
    {
        var (connection, name) = (await StorageTargets.ConnectionStringAsync(target), StorageTargets.NewName(target));
        await new TableClient(connection, name).CreateAsync();
        var container = new BlobContainerClient(connection, name);
        await container.CreateAsync();
        await using (var written = await container.GetBlockBlobClient("of blocks").OpenWriteAsync(overwrite: true))
            foreach (var part in new[] { "one ", "and another" })
            {
                await written.WriteAsync(BinaryData.FromString(part));
                await written.FlushAsync();
            }

        Assert.Equal("one and another", (await container.GetBlobClient("of blocks").DownloadContentAsync()).Value.Content.ToString());
        var queue = new QueueClient(connection, name);
        await queue.CreateAsync();
        await queue.SendMessageAsync("x");
        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        await queue.ClearMessagesAsync();
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.True(await new TableServiceClient(connection).QueryAsync().AnyAsync(table => table.Name == name));
        Assert.True(await new BlobServiceClient(connection).GetBlobContainersAsync().AnyAsync(each => each.Name == name));
        Assert.True(await new QueueServiceClient(connection).GetQueuesAsync().AnyAsync(each => each.Name == name));
        Assert.Equal(("of blocks", "application/octet-stream"), await container.GetBlobsAsync()
            .Select(blob => (blob.Name, blob.Properties.ContentType)).SingleAsync());
    }

    private static async Task<string?> CodeAsync(Func<Task> act) => (await Assert.ThrowsAsync<RequestFailedException>(act)).ErrorCode;
}
