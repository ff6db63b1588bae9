using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Contracts;

/// <summary>What the house relies on in the Table service, queries.</summary>
public class TableQueryContract
{
    private static readonly string[] OneProperty = ["n"];

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Pages_have_the_size_that_was_asked_for_and_end(string target)
    {
        var table = await FilledAsync(target, 10);
        var pages = await table.QueryPagesAsync(Filters.Partition("p"), pageSize: 4).ToListAsync();
        Assert.Equal([4, 4, 2], pages.Where(page => page.Values.Count > 0).Select(page => page.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);
        Assert.Equal(Enumerable.Range(0, 10), pages.SelectMany(page => page.Values).Select(row => row.Required<int>("n")));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_range_has_its_start_and_not_its_end(string target)
    {
        var table = await FilledAsync(target, 10);
        var rows = await table.QueryAsync(Filters.Range("p", "r003", "r006")).ToListAsync();
        Assert.Equal(["r003", "r004", "r005"], rows.Select(row => row.RowKey));
        Assert.All(rows, row => Assert.NotEqual(default, row.ETag));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_prefix_takes_all_keys_that_begin_with_it_and_no_others(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        string[] keys = ["e", "e}", "e~", "e~a", "e~\u00A0", "e~\uFFFD", "e\u00A0", "f"];
        foreach (var key in keys) await table.AddAsync(new TableEntity("p", key));
        var rows = await table.QueryAsync(Filters.Prefix("p", "e~")).ToListAsync();
        Assert.Equal(["e~", "e~a", "e~\u00A0", "e~\uFFFD"], rows.Select(row => row.RowKey));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_selection_brings_the_keys_and_what_was_asked_for(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        await table.AddAsync(new TableEntity("p", "r") { ["n"] = 1L, ["other"] = "x" });
        var row = await table.QueryAsync(Filters.Partition("p"), OneProperty).SingleAsync();
        Assert.Equal(("p", "r", 1L, false), (row.PartitionKey, row.RowKey, row.Required<long>("n"), row.ContainsKey("other")));
        Assert.NotEqual(default, row.ETag);
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task The_whole_table_comes_in_the_order_of_both_keys(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        foreach (var (p, r) in new[] { ("b", "1"), ("a", "2"), ("B", "1"), ("a", "1") }) await table.AddAsync(new TableEntity(p, r));
        var rows = await table.QueryAsync(null, pageSize: 1).ToListAsync();
        Assert.Equal(["B/1", "a/1", "a/2", "b/1"], rows.Select(row => $"{row.PartitionKey}/{row.RowKey}"));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task More_than_a_thousand_rows_come_in_pages(string target)
    {
        var table = await FilledAsync(target, 1100);
        var pages = await table.QueryPagesAsync(Filters.Partition("p")).ToListAsync();
        Assert.All(pages, page => Assert.InRange(page.Values.Count, 0, 1000));
        Assert.Equal(Enumerable.Range(0, 1100), pages.SelectMany(page => page.Values).Select(row => row.Required<int>("n")));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_filter_that_is_none_is_400(string target)
    {
        var table = await FilledAsync(target, 1);
        var fault = await Assert.ThrowsAsync<Azure.RequestFailedException>(async () =>
            await table.QueryAsync("PartitionKey eq eq 'x'").ToListAsync());
        Assert.InRange(fault.Status, 400, 499);
        Assert.False(fault.IsOutcomeUnknown());
    }

    private static string Key(int i) => i < 1000 ? $"r{i:D3}" : $"s{i:D4}";

    private static async Task<Table> FilledAsync(string target, int rows)
    {
        var table = await StorageTargets.NewTableAsync(target);
        foreach (var chunk in Enumerable.Range(0, rows).Chunk(StorageLimits.TransactionOperations))
            await table.TransactAsync([.. chunk.Select(i =>
                new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", Key(i)) { ["n"] = i }))]);
        return table;
    }
}
