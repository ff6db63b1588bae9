using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Contracts;

/// <summary>What the house relies on in the Table service, entity group transactions: all or nothing, and which action failed.</summary>
public class TableTransactionContract
{
    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Every_kind_of_action_takes_part_and_gives_its_version(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var before = await table.TransactAsync([Add("replaced", 1), Add("merged", 1), Add("upserted", 1), Add("deleted", 1)]);

        var after = await table.TransactAsync(
        [
            Add("added", 2),
            new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row("replaced", 2), before[0]),
            new TableTransactionAction(TableTransactionActionType.UpdateMerge, Row("merged", 2), before[1]),
            new TableTransactionAction(TableTransactionActionType.UpsertReplace, Row("upserted", 2)),
            new TableTransactionAction(TableTransactionActionType.UpsertMerge, Row("new", 2)),
            new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity("p", "deleted"), before[3]),
        ]);

        var rows = await table.QueryAsync(Filters.Partition("p")).ToDictionaryAsync(row => row.RowKey);
        Assert.Equal(["added", "merged", "new", "replaced", "upserted"], rows.Keys.Order());
        Assert.All(rows.Values, row => Assert.Equal(2, row.Required<int>("n")));
        string[] order = ["added", "replaced", "merged", "upserted", "new"];
        Assert.Equal(order.Select(key => rows[key].ETag), after.Take(5));
        Assert.Equal(default, after[5]);
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_row_that_is_there_already_undoes_all_with_409(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var before = await table.TransactAsync([Add("a", 1), Add("b", 1)]);
        var fault = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.TransactAsync(
        [
            new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row("a", 2), before[0]),
            Add("c", 2),
            Add("b", 2),
        ]));
        Assert.True(fault.IsAlreadyExists());
        Assert.Equal(2, fault.FailedTransactionActionIndex);
        await AssertUnchangedAsync(table);
        // A transaction that was undone leaves the versions as they were, too.
        await table.UpdateAsync(Row("a", 3), before[0]);
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_version_that_has_passed_undoes_all_with_412(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var before = await table.TransactAsync([Add("a", 0), Add("b", 1)]);
        await table.UpdateAsync(Row("a", 1), before[0]);
        var fault = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.TransactAsync(
        [
            Add("c", 2),
            new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row("a", 2), before[0]),
        ]));
        Assert.True(fault.IsStale());
        Assert.Equal(1, fault.FailedTransactionActionIndex);
        await AssertUnchangedAsync(table);
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_row_that_is_not_there_undoes_all_with_404(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        await table.TransactAsync([Add("a", 1), Add("b", 1)]);
        var fault = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.TransactAsync(
        [
            Add("c", 2),
            new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity("p", "missing"), ETag.All),
        ]));
        Assert.True(fault.IsNotFound());
        Assert.Equal(1, fault.FailedTransactionActionIndex);
        await AssertUnchangedAsync(table);
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_hundred_rows_go_at_once_and_make_the_table(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var etags = await table.TransactAsync([.. Enumerable.Range(0, 100).Select(i => Add($"{i:D2}", i))]);
        var rows = await table.QueryAsync(Filters.Partition("p")).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 100), rows.Select(row => row.Required<int>("n")));
        Assert.Equal(etags, rows.Select(row => row.ETag));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Keys_and_values_can_not_break_out_of_their_part(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        const string Evil = "x\r\n--changeset_grain--\r\n--batch_grain--\r\nHTTP/1.1 409 Conflict\r\n\r\nDELETE http://a {\"}{";
        string[] keys = ["it's", "RowKey='x')", "',RowKey='y", "{}", "HTTP 409 GET"];
        await table.TransactAsync(
            [.. keys.Select(key => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p'q", TableKey.Escape(key))
        {
            ["v"] = Evil,
        }))]);
        foreach (var key in keys)
        {
            var row = (await table.FindAsync("p'q", TableKey.Escape(key)))!;
            Assert.Equal(Evil, row.Required<string>("v"));
            await table.TransactAsync([new TableTransactionAction(TableTransactionActionType.UpdateReplace,
                new TableEntity(row.PartitionKey, row.RowKey) { ["v"] = key }, row.ETag)]);
            Assert.Equal(key, (await table.FindAsync("p'q", TableKey.Escape(key)))!.Required<string>("v"));
        }
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Of_many_writers_with_one_version_one_wins(string target)
    {
        var table = await StorageTargets.NewTableAsync(target);
        var etag = await table.AddAsync(Row("head", 0));
        var won = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            try
            {
                await table.TransactAsync([new TableTransactionAction(TableTransactionActionType.UpdateReplace, Row("head", i), etag),
                    Add($"entry{i:D2}", i)]);
                return i;
            }
            catch (TableTransactionFailedException fault) when (fault.IsStale())
            {
                return -1;
            }
        }));
        var winner = Assert.Single(won, i => i >= 0);
        var rows = await table.QueryAsync(Filters.Partition("p")).ToListAsync();
        Assert.Equal([$"entry{winner:D2}", "head"], rows.Select(row => row.RowKey));
        Assert.All(rows, row => Assert.Equal(winner, row.Required<int>("n")));
    }

    private static async Task AssertUnchangedAsync(Table table)
    {
        var rows = await table.QueryAsync(Filters.Partition("p")).ToListAsync();
        Assert.Equal(["a 1", "b 1"], rows.Select(row => $"{row.RowKey} {row.Required<int>("n")}"));
    }

    private static TableEntity Row(string rowKey, int n) => new TableEntity("p", rowKey) { ["n"] = n };

    private static TableTransactionAction Add(string rowKey, int n) =>
        new TableTransactionAction(TableTransactionActionType.Add, Row(rowKey, n));
}
