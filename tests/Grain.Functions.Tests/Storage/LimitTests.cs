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
            var fault = await Assert.ThrowsAsync<ArgumentException>(() =>
                table.TransactAsync([.. rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))]));
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
        await table.TransactAsync([.. Enumerable.Range(0, 8)
            .Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row($"{i}").SetText("t", long1)))]);
        var back = await table.QueryAsync(Filters.Partition("p")).ToListAsync();
        Assert.Equal(8, back.Count);
        Assert.All(back, r => Assert.Equal(long1, r.Text("t")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/../b")]
    [InlineData(".")]
    public Task A_name_that_no_blob_can_have_is_refused(string name) =>
        Assert.ThrowsAsync<ArgumentException>(() =>
            new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), Azurite.Settings()).Container("abc")
                .DownloadAsync(name));

    [Fact]
    public async Task A_message_that_is_no_text_or_too_long_is_refused()
    {
        var queue = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), Azurite.Settings()).Queue("abc");
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendStoredAsync(new string('x', StorageLimits.MessageBytes + 1)));
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendAsync("\uD800"));
    }

    [Fact]
    public async Task No_row_is_changed_or_deleted_without_its_version()
    {
        var table = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), Azurite.Settings()).Table("abc");
        await Assert.ThrowsAsync<ArgumentException>(() => table.UpdateAsync(Row("a"), default));
        await Assert.ThrowsAsync<ArgumentException>(() => table.DeleteAsync("p", "a", default));
        foreach (var type in new[] { TableTransactionActionType.UpdateReplace, TableTransactionActionType.UpdateMerge,
            TableTransactionActionType.Delete })
            await Assert.ThrowsAsync<ArgumentException>(() => table.TransactAsync([new TableTransactionAction(type, Row("a"))]));
    }

    private static TableEntity Row(string rowKey) => new("p", rowKey);
}
