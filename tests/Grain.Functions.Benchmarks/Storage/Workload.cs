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
        new("storage.insert", 1, 80, (storage, name, i) => storage.Table(name).AddEntityAsync(Row("insert", i))),
        new("storage.transaction", TransactionRows, 8, (storage, name, i) => storage.Table(name).SubmitTransactionAsync(
            [.. Enumerable.Range(0, TransactionRows).Select(n => TableTransactionAction.Add(Row($"p{i}", n)))])),
        new("storage.point_read", 1, 100, (storage, _, i) => storage.Table(ReadTable).GetEntityIfExistsAsync("p", Row("p", i).RowKey)),
        new("storage.query", QueryRows, 4, (storage, _, _) => Drain(storage.Table(ReadTable).QueryPagesAsync(TableQuery.Partition("p")))),
        new("storage.send", 1, 60, (storage, name, _) => storage.Queue(name).SendMessageAsync("{\"grant\":\"0123456789abcdef\",\"points\":12}")),
    ];

    public static async Task PrepareAsync(StorageService storage)
    {
        for (var i = 0; i < QueryRows; i += TransactionRows)
            await storage.Table(ReadTable).SubmitTransactionAsync(
                [.. Enumerable.Range(i, TransactionRows).Select(n => TableTransactionAction.Add(Row("p", n)))]);
    }

    /// <summary>A row like a grant's: a handful of short properties.</summary>
    public static TableEntity Row(string partition, int i) => new TableEntity(partition, $"e~octocat~{i:D12}")
        .SetString("id", $"github-pr-{i}").SetString("kind", "pull-request-merged").SetInt64("points", 12_000_000 + i)
        .SetDateTimeOffset("at", DateTimeOffset.UnixEpoch.AddSeconds(i)).SetString("hash", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");

    private static async Task Drain(IAsyncEnumerable<TablePage> pages)
    {
        await foreach (var page in pages)
            if (page.Rows.Count > 0) _ = page.Rows[^1].ETag;
    }
}
