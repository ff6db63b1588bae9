using Azure;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Contracts;

/// <summary>What the house relies on in the Table service, single rows.</summary>
public class TableContract
{
    private static readonly ETag Foreign = new("W/\"datetime'2000-01-01T00%3A00%3A00.0000000Z'\"");

    [Theory, OnAzurite, OnAccount]
    public async Task A_row_comes_back_with_every_type_as_it_was_written(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var moment = new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.Zero).AddTicks(1234567);
        byte[] bytes = [0, 1, 254, 255];
        const string Text = "grüße \" \\ ' \r\n \u2028 😀 \u0001 --changeset_grain";
        var etag = await table.AddEntityAsync(new TableEntity("p", "r")
            .SetString("text", Text).SetInt32("small", int.MinValue).SetInt64("large", long.MinValue)
            .SetDouble("whole", 3).SetDouble("part", -1.5e-300).SetDouble("nan", double.NaN).SetDouble("inf", double.NegativeInfinity)
            .SetBoolean("yes", true).SetBoolean("no", false).SetDateTimeOffset("moment", moment).SetBinary("bytes", bytes)
            .SetString("empty", ""));

        var row = await table.GetEntityIfExistsAsync("p", "r");

        Assert.NotNull(row);
        Assert.Equal(etag, row.ETag);
        Assert.Equal(Text, row.GetString("text"));
        Assert.Equal(int.MinValue, row.GetInt32("small"));
        Assert.Equal(long.MinValue, row.GetInt64("large"));
        Assert.Equal(3, row.GetDouble("whole"));
        Assert.Equal(-1.5e-300, row.GetDouble("part"));
        Assert.Equal(double.NaN, row.GetDouble("nan"));
        Assert.Equal(double.NegativeInfinity, row.GetDouble("inf"));
        Assert.True(row.GetBoolean("yes"));
        Assert.False(row.GetBoolean("no"));
        Assert.Equal(moment, row.GetDateTimeOffset("moment"));
        Assert.Equal(bytes, row.GetBinary("bytes"));
        Assert.Equal("", row.GetString("empty"));
    }

    [Theory, OnAzurite, OnAccount]
    public async Task Inserting_a_row_that_is_there_is_409_EntityAlreadyExists(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        await table.AddEntityAsync(new TableEntity("p", "r").SetInt32("n", 1));
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r").SetInt32("n", 2)));
        Assert.Equal((409, "EntityAlreadyExists"), (fault.Status, fault.ErrorCode));
        Assert.True(fault.IsAlreadyExists());
        Assert.Contains(table.Name, fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await table.GetEntityIfExistsAsync("p", "r"))!.GetInt32("n"));
    }

    [Theory, OnAzurite, OnAccount]
    public async Task An_update_needs_the_version_that_is_there(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var first = await table.AddEntityAsync(new TableEntity("p", "r").SetInt32("n", 1).SetInt32("kept", 1));
        var second = await table.UpdateEntityAsync(new TableEntity("p", "r").SetInt32("n", 2), first, TableUpdateMode.Merge);
        Assert.NotEqual(first, second);
        Assert.Equal(1, (await table.GetEntityIfExistsAsync("p", "r"))!.GetInt32("kept"));

        var fault = await Assert.ThrowsAsync<RequestFailedException>(() =>
            table.UpdateEntityAsync(new TableEntity("p", "r").SetInt32("n", 3), first, TableUpdateMode.Replace));
        Assert.Equal((412, "UpdateConditionNotSatisfied"), (fault.Status, fault.ErrorCode));
        Assert.True(fault.IsStale());

        var third = await table.UpdateEntityAsync(new TableEntity("p", "r").SetInt32("n", 4), ETag.All, TableUpdateMode.Replace);
        var row = (await table.GetEntityIfExistsAsync("p", "r"))!;
        Assert.Equal((4, third, false), (row.GetInt32("n"), row.ETag, row.Contains("kept")));
    }

    [Theory, OnAzurite, OnAccount]
    public async Task Updating_a_row_that_is_not_there_is_404(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() =>
            table.UpdateEntityAsync(new TableEntity("p", "r"), ETag.All, TableUpdateMode.Replace));
        Assert.True(fault.IsNotFound());
        Assert.Equal("ResourceNotFound", fault.ErrorCode);
    }

    [Theory, OnAzurite, OnAccount]
    public async Task An_upsert_inserts_merges_and_replaces(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        await table.UpsertEntityAsync(new TableEntity("p", "r").SetInt32("a", 1), TableUpdateMode.Merge);
        await table.UpsertEntityAsync(new TableEntity("p", "r").SetInt32("b", 2), TableUpdateMode.Merge);
        var merged = (await table.GetEntityIfExistsAsync("p", "r"))!;
        Assert.Equal((1, 2), (merged.GetInt32("a"), merged.GetInt32("b")));
        var etag = await table.UpsertEntityAsync(new TableEntity("p", "r").SetInt32("b", 3), TableUpdateMode.Replace);
        var replaced = (await table.GetEntityIfExistsAsync("p", "r"))!;
        Assert.Equal((false, 3, etag), (replaced.Contains("a"), replaced.GetInt32("b"), replaced.ETag));
    }

    [Theory, OnAzurite, OnAccount]
    public async Task A_delete_needs_the_version_and_tells_whether_the_row_was_there(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var etag = await table.AddEntityAsync(new TableEntity("p", "r"));
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => table.DeleteEntityAsync("p", "r", Foreign));
        Assert.True(fault.IsStale());
        Assert.True(await table.DeleteEntityAsync("p", "r", etag));
        Assert.False(await table.DeleteEntityAsync("p", "r", ETag.All));
    }

    [Theory, OnAzurite, OnAccount]
    public async Task A_missing_table_is_empty_for_readers_and_made_by_writers(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        Assert.Null(await table.GetEntityIfExistsAsync("p", "r"));
        Assert.False(await table.DeleteEntityAsync("p", "r", ETag.All));
        Assert.Empty(await table.QueryAsync(TableQuery.Partition("p")).ToListAsync());
        // Sixteen writers at once, all of whom find no table.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => table.AddEntityAsync(new TableEntity("p", $"{i:D2}"))));
        Assert.Equal(16, await table.QueryAsync(TableQuery.Partition("p")).CountAsync());
        await table.CreateAsync();
    }

    [Theory, OnAzurite, OnAccount]
    public async Task Keys_with_quotes_spaces_percents_and_plus_signs_are_told_apart(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        string[] keys = ["a'b", "a''b", "a b", "a%20b", "a+b", "a&b", "a=b", "a,b", "(a)", "a\"b", "ä😀", "a.b", "..", "~", ""];
        foreach (var key in keys) await table.AddEntityAsync(new TableEntity($"p{key}", key).SetString("key", key));
        foreach (var key in keys)
        {
            Assert.Equal(key, (await table.GetEntityIfExistsAsync($"p{key}", key))?.GetString("key"));
            Assert.Equal(key, (await table.QueryAsync(TableQuery.Partition($"p{key}")).SingleAsync()).RowKey);
        }
    }
}
