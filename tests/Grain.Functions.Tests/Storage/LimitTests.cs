using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

/// <summary>What the service would refuse is refused before it is sent, and what it allows goes through to the last byte.</summary>
public class LimitTests
{
    [Fact]
    public async Task Nothing_is_sent_of_a_transaction_that_breaks_a_limit()
    {
        var faults = new FaultInjector();
        var table = (await Azurite.NewServiceAsync(faults)).Table(Azurite.NewName());
        await AssertRefusedAsync("1 to 100 actions, not 101", Enumerable.Range(0, 101).Select(i => Row($"{i}")));
        await AssertRefusedAsync("1 to 100 actions, not 0", []);
        await AssertRefusedAsync("is not in the partition of", [Row("a"), new TableEntity("other", "b")]);
        await AssertRefusedAsync("occurs twice", [Row("a"), Row("b"), Row("a")]);
        await AssertRefusedAsync("holds U+002F at 1", [Row("a/b")]);
        await AssertRefusedAsync("513 characters, more than 512", [Row(new string('x', 513))]);
        await AssertRefusedAsync("split it", Enumerable.Range(0, 5).Select(i => Row($"{i}").SetText("t", new string('é', 500_000))));
        Assert.Equal(0, faults.Operations);

        async Task AssertRefusedAsync(string reason, IEnumerable<TableEntity> rows)
        {
            var fault = await Assert.ThrowsAsync<ArgumentException>(() => table.TransactAsync([.. rows.Select(TableTransactionAction.Add)]));
            Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_largest_keys_property_and_transaction_go_through()
    {
        var table = (await Azurite.NewServiceAsync()).Table(Azurite.NewName());
        var key = new string('k', StorageLimits.KeyChars);
        var text = new string('t', StorageLimits.StringPropertyChars);
        var bytes = new byte[StorageLimits.BinaryPropertyBytes];
        await table.AddAsync(new TableEntity(key, key) { ["s"] = text, ["b"] = bytes });
        var row = (await table.FindAsync(key, key))!;
        Assert.Equal((text, bytes.Length), (row.Required<string>("s"), row.Required<byte[]>("b").Length));

        // Eight rows of almost half a MiB each: nearly 4 MiB.
        var long1 = new string('x', 500_000);
        await table.TransactAsync([.. Enumerable.Range(0, 8).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row($"{i}").SetText("t", long1)))]);
        var back = await table.QueryAsync(Filters.Partition("p")).ToListAsync();
        Assert.Equal(8, back.Count);
        Assert.All(back, r => Assert.Equal(long1, r.Text("t")));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1abc")]
    [InlineData("a-b")]
    [InlineData("tables")]
    public void A_name_that_no_table_can_have_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true")).Table(name));

    [Theory]
    [InlineData("ab")]
    [InlineData("Abc")]
    [InlineData("a--b")]
    [InlineData("-ab")]
    [InlineData("a_b")]
    public void A_name_that_no_queue_can_have_is_refused(string name)
    {
        var service = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"));
        Assert.Throws<ArgumentException>(() => service.Queue(name));
        Assert.Throws<ArgumentException>(() => service.Container(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/../b")]
    [InlineData(".")]
    public void A_name_that_no_blob_can_have_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true")).Container("abc").Blob(name));

    [Fact]
    public async Task A_raw_message_that_XML_can_not_hold_is_refused()
    {
        var queue = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true")).Queue("abc", isRaw: true);
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendAsync("\u0001"));
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendAsync("\uD800"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("NextPartitionKey=a&NextRowKey=b&$filter=true")]
    [InlineData("NextPartitionKey=a b")]
    public async Task A_continuation_that_is_none_is_refused(string continuation)
    {
        var table = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true")).Table("abc");
        await Assert.ThrowsAsync<ArgumentException>(async () => await table.QueryAsync(TableQuery.All with { Continuation = continuation }).ToListAsync());
    }

    private static TableEntity Row(string rowKey) => new("p", rowKey);
}
