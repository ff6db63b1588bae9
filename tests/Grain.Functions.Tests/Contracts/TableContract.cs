using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Contracts;

/// <summary>What the house relies on in the Table service, single rows.</summary>
public class TableContract
{
    private static readonly ETag Foreign = new("W/\"datetime'2000-01-01T00%3A00%3A00.0000000Z'\"");

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_row_comes_back_with_every_type_as_it_was_written(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var moment = new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.Zero).AddTicks(1234567);
        byte[] bytes = [0, 1, 254, 255];
        const string Text = "grüße \" \\ ' \r\n \u2028 😀 \u0001 --changeset_grain";
        var etag = await table.AddAsync(new TableEntity("p", "r")
        {
            ["text"] = Text,
            ["small"] = int.MinValue,
            ["large"] = long.MinValue,
            ["whole"] = 3.0,
            ["part"] = -1.5e-300,
            ["yes"] = true,
            ["no"] = false,
            ["moment"] = moment,
            ["bytes"] = bytes,
            ["empty"] = "",
        });

        var row = await table.FindAsync("p", "r");

        Assert.NotNull(row);
        Assert.Equal(etag, row.ETag);
        Assert.Equal(Text, row.Required<string>("text"));
        Assert.Equal(int.MinValue, row.Required<int>("small"));
        Assert.Equal(long.MinValue, row.Required<long>("large"));
        Assert.Equal(3, row.Required<double>("whole"));
        Assert.Equal(-1.5e-300, row.Required<double>("part"));
        Assert.True(row.Required<bool>("yes"));
        Assert.False(row.Required<bool>("no"));
        Assert.Equal(moment, row.Required<DateTimeOffset>("moment"));
        Assert.Equal(bytes, row.Required<byte[]>("bytes"));
        Assert.Equal("", row.Required<string>("empty"));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Inserting_a_row_that_is_there_is_409_EntityAlreadyExists(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        await table.AddAsync(new TableEntity("p", "r") { ["n"] = 1 });
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddAsync(new TableEntity("p", "r") { ["n"] = 2 }));
        Assert.Equal((409, "EntityAlreadyExists"), (fault.Status, fault.ErrorCode));
        Assert.True(fault.IsAlreadyExists());
        Assert.Equal(1, (await table.FindAsync("p", "r"))!.Required<int>("n"));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task An_update_needs_the_version_that_is_there(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var first = await table.AddAsync(new TableEntity("p", "r") { ["n"] = 1, ["kept"] = 1 });
        var second = await table.UpdateAsync(new TableEntity("p", "r") { ["n"] = 2 }, first);
        Assert.NotEqual(first, second);

        var fault = await Assert.ThrowsAsync<RequestFailedException>(() =>
            table.UpdateAsync(new TableEntity("p", "r") { ["n"] = 3 }, first));
        Assert.Equal((412, "UpdateConditionNotSatisfied"), (fault.Status, fault.ErrorCode));
        Assert.True(fault.IsStale());

        var third = await table.UpdateAsync(new TableEntity("p", "r") { ["n"] = 4 }, ETag.All);
        var row = (await table.FindAsync("p", "r"))!;
        Assert.Equal((4, third, false), (row.Required<int>("n"), row.ETag, row.ContainsKey("kept")));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Updating_a_row_that_is_not_there_is_404(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() =>
            table.UpdateAsync(new TableEntity("p", "r"), ETag.All));
        Assert.True(fault.IsNotFound());
        Assert.Equal("ResourceNotFound", fault.ErrorCode);
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task An_upsert_inserts_and_replaces(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        await table.UpsertAsync(new TableEntity("p", "r") { ["a"] = 1 });
        var etag = await table.UpsertAsync(new TableEntity("p", "r") { ["b"] = 3 });
        var replaced = (await table.FindAsync("p", "r"))!;
        Assert.Equal((false, 3, etag), (replaced.ContainsKey("a"), replaced.Required<int>("b"), replaced.ETag));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_delete_needs_the_version_and_tells_whether_the_row_was_there(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var etag = await table.AddAsync(new TableEntity("p", "r"));
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => table.DeleteAsync("p", "r", Foreign));
        Assert.True(fault.IsStale());
        Assert.True(await table.DeleteAsync("p", "r", etag));
        Assert.False(await table.DeleteAsync("p", "r", ETag.All));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_missing_table_is_empty_for_readers_and_made_by_writers(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        Assert.Null(await table.FindAsync("p", "r"));
        Assert.False(await table.DeleteAsync("p", "r", ETag.All));
        Assert.Empty(await table.QueryAsync(Filters.Partition("p")).ToListAsync());
        // Sixteen writers at once, all of whom find no table.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => table.AddAsync(new TableEntity("p", $"{i:D2}"))));
        Assert.Equal(16, await table.QueryAsync(Filters.Partition("p")).CountAsync());
        await table.CreateAsync();
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Keys_with_quotes_spaces_percents_and_plus_signs_are_told_apart(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        string[] keys = ["a'b", "a''b", "a b", "a%20b", "a+b", "a&b", "a=b", "a,b", "(a)", "a\"b", "ä😀", "a.b", "..", "~", ""];
        foreach (var key in keys) await table.AddAsync(new TableEntity($"p{key}", key) { ["key"] = key });
        foreach (var key in keys)
        {
            Assert.Equal(key, (await table.FindAsync($"p{key}", key))?.Required<string>("key"));
            Assert.Equal(key, (await table.QueryAsync(Filters.Partition($"p{key}")).SingleAsync()).RowKey);
        }
    }
}
