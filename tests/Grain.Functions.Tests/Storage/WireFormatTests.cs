using System.Runtime.CompilerServices;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

/// <summary>Every request, as it goes over the wire, signature included. A change here is a change of the protocol: check it against a real account.</summary>
public class WireFormatTests
{
    private const string Account = "AccountName=grain;AccountKey=c2VjcmV0IHNlY3JldCBzZWNyZXQ=";
    private static readonly ETag Version = new("W/\"datetime'2024-01-01T00%3A00%3A00.0000000Z'\"");

    [Fact]
    public Task Insert() => AssertSentAsync(
        storage => storage.Table("grants").AddAsync(Row()));

    [Fact]
    public Task Update() => AssertSentAsync(
        storage => storage.Table("grants").UpdateAsync(new TableEntity("it's", "a b") { ["n"] = 1 }, Version));

    [Fact]
    public Task Upsert() => AssertSentAsync(
        storage => storage.Table("grants").UpsertAsync(new TableEntity("p", "r"), TableUpdateMode.Merge));

    [Fact]
    public Task Delete() => AssertSentAsync(
        storage => storage.Table("grants").DeleteAsync("p", "r", ETag.All));

    [Fact]
    public Task Get() => AssertSentAsync(
        storage => storage.Table("grants").FindAsync("p", "ä😀"));

    [Fact]
    public Task Query() => AssertSentAsync(
        storage => storage.Table("grants").QueryAsync(Filters.Range("it's", "a", "b", 10, ["x", "y"]) with { Continuation = "NextPartitionKey=cA&NextRowKey=cg" }).CountAsync().AsTask());

    [Fact]
    public Task Transaction() => AssertSentAsync(
        storage => storage.Table("grants").TransactAsync(
        [
            new TableTransactionAction(TableTransactionActionType.Add, Row()),
            new TableTransactionAction(TableTransactionActionType.UpdateReplace, new TableEntity("p", "replaced") { ["n"] = 1 }, Version),
            new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity("p", "merged") { ["n"] = 1 }, TableUpdateMode.Merge),
            TableTransactionAction.Delete("p", "deleted", ETag.All),
        ]));

    [Fact]
    public Task Create_table() => AssertSentAsync(
        storage => storage.Table("grants").CreateAsync());

    [Fact]
    public Task Send() => AssertSentAsync(
        storage => storage.Queue("grants").SendAsync("grüße", TimeSpan.FromSeconds(5)));

    [Fact]
    public Task Receive() => AssertSentAsync(
        storage => storage.Queue("grants").ReceiveAsync(32, TimeSpan.FromSeconds(30)));

    [Fact]
    public Task Peek() => AssertSentAsync(
        storage => storage.Queue("grants").PeekAsync(1));

    [Fact]
    public Task Update_message() => AssertSentAsync(
        storage => storage.Queue("grants").UpdateMessageAsync("id-1", "a+b/c==", TimeSpan.FromSeconds(1), "x"));

    [Fact]
    public Task Delete_message() => AssertSentAsync(
        storage => storage.Queue("grants").DeleteAsync("id-1", "a+b/c=="));

    [Fact]
    public Task Count() => AssertSentAsync(
        storage => storage.Queue("grants").CountAsync());

    [Fact]
    public Task Create_queue() => AssertSentAsync(
        storage => storage.Queue("grants").CreateAsync());

    [Fact]
    public Task Upload() => AssertSentAsync(
        storage => storage.Container("grain").UploadAsync("a b/ü.json", "{}"u8.ToArray(), BlobConditions.New, "application/json"));

    [Fact]
    public Task Download() => AssertSentAsync(
        storage => storage.Container("grain").DownloadAsync("b"));

    [Fact]
    public Task Exists() => AssertSentAsync(
        storage => storage.Container("grain").ExistsAsync("b"));

    [Fact]
    public Task Delete_blob() => AssertSentAsync(
        storage => storage.Container("grain").Blob("b").DeleteIfExistsAsync(BlobConditions.Unchanged(new ETag("0x8D"))));

    [Fact]
    public Task Renew_lease() => AssertSentAsync(
        storage => storage.Container("grain").Blob("b").RenewLeaseAsync("0f8fad5b-d9cb-469f-a165-70867728950e"));

    [Fact]
    public Task Create_container() => AssertSentAsync(
        storage => storage.Container("grain").CreateAsync());

    private static TableEntity Row() => new TableEntity("p", "r")
    {
        ["s"] = "grüße \"\n",
        ["i"] = -1,
        ["l"] = 1L << 53,
        ["d"] = 3.0,
        ["nan"] = double.NaN,
        ["b"] = true,
        ["at"] = DateTimeOffset.UnixEpoch,
        ["x"] = [255, 0],
    };

    /// <summary>Compares with the file of the test's name in the folder <c>Wire</c>; a missing one is written, to be looked at and committed.</summary>
    private static async Task AssertSentAsync(Func<StorageService, Task> operation, [CallerMemberName] string name = "", [CallerFilePath] string source = "")
    {
        var transport = new RecordingTransport(_ => new InjectedResponse(418, "OnlyRecorded"));
        using (HttpPipeline.CreateClientRequestIdScope("fixed-request-id"))
        {
            await Assert.ThrowsAnyAsync<RequestFailedException>(() => operation(transport.NewService(StorageAccount.Parse(Account))));
        }

        var sent = Assert.Single(transport.Sent).TrimEnd() + "\n";
        var file = Path.Combine(Path.GetDirectoryName(source)!, "Wire", $"{name}.txt");
        if (File.Exists(file))
        {
            Assert.Equal(await File.ReadAllTextAsync(file), sent);
            return;
        }

        await File.WriteAllTextAsync(file, sent);
        Assert.Fail($"{file} was missing and has been written: look at it, and commit it if it is right.");
    }
}
