using Azure.Data.Tables;
using Grain.Functions.Storage;

namespace Grain.Functions.Benchmarks.Storage;

/// <summary>One kind of operation, done often.</summary>
/// <param name="Name">The measurement's name.</param>
/// <param name="Rows">Rows that one operation moves.</param>
/// <param name="Count">Operations in a round.</param>
/// <param name="Run">Does the numbered operation of a round's client.</param>
internal sealed record Workload(string Name, int Rows, int Count, Func<StorageService, string, int, Task> Run)
{
    private const int TransactionRows = 100;
    private const int QueryRows = 1000;

    /// <summary>The table that is only read; it is filled before the rounds.</summary>
    public const string ReadTable = "reads";

    public static IReadOnlyList<Workload> All { get; } =
    [
        new("storage.insert", 1, 80, (storage, name, i) => storage.Table(name).AddAsync(Row("insert", i))),
        new("storage.transaction", TransactionRows, 8, (storage, name, i) => storage.Table(name).TransactAsync(
            [.. Enumerable.Range(0, TransactionRows).Select(n => new TableTransactionAction(TableTransactionActionType.Add, Row($"p{i}", n)))])),
        new("storage.point_read", 1, 100, (storage, _, i) => storage.Table(ReadTable).FindAsync("p", Row("p", i).RowKey)),
        new("storage.query", QueryRows, 4, (storage, _, _) => Drain(storage.Table(ReadTable).QueryPagesAsync(Filters.Partition("p")))),
        new("storage.send", 1, 60, (storage, name, _) => storage.Queue(name).SendAsync("{\"grant\":\"0123456789abcdef\",\"points\":12}")),
    ];

    public static async Task PrepareAsync(StorageService storage)
    {
        for (var i = 0; i < QueryRows; i += TransactionRows)
            await storage.Table(ReadTable).TransactAsync(
                [.. Enumerable.Range(i, TransactionRows).Select(n => new TableTransactionAction(TableTransactionActionType.Add, Row("p", n)))]);
    }

    /// <summary>A row like a grant's: a handful of short properties.</summary>
    public static TableEntity Row(string partition, int i) => new TableEntity(partition, $"e~octocat~{i:D12}")
    {
        ["id"] = $"github-pr-{i}",
        ["kind"] = "pull-request-merged",
        ["points"] = 12_000_000 + i,
        ["at"] = DateTimeOffset.UnixEpoch.AddSeconds(i),
        ["hash"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    };

    private static async Task Drain(IAsyncEnumerable<TablePage> pages)
    {
        await foreach (var page in pages)
            if (page.Rows.Count > 0) _ = page.Rows[^1].ETag;
    }
}
