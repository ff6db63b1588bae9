using Azure.Data.Tables;
using Grain.Functions.Storage;

namespace Grain.Functions.Benchmarks.Storage;

/// <summary>One kind of operation, done often.</summary>
/// <param name="Name">The measurement's name.</param>
/// <param name="Rows">Rows that one operation moves.</param>
/// <param name="Count">Operations in a round.</param>
/// <param name="Run">Does the numbered operation of a round by <c>Storage/</c>.</param>
/// <param name="RunBare">Does the same by the bare SDK.</param>
internal sealed record Workload(string Name, int Rows, int Count, Func<StorageService, string, int, Task> Run,
    Func<BareSdk, string, int, Task> RunBare)
{
    private const int TransactionRows = 100;
    private const int QueryRows = 1000;
    private const string Message = "{\"grant\":\"0123456789abcdef\",\"points\":12}";

    /// <summary>The table that is only read; it is filled before the rounds.</summary>
    public const string ReadTable = "reads";

    public static IReadOnlyList<Workload> All { get; } =
    [
        new("storage.insert", 1, 80,
            (storage, name, i) => storage.Table(name).AddAsync(Row("insert", i)),
            (sdk, name, i) => sdk.Table(name).AddEntityAsync(Row("insert", i))),
        new("storage.transaction", TransactionRows, 8,
            (storage, name, i) => storage.Table(name).TransactAsync(Transaction($"p{i}", 0)),
            (sdk, name, i) => sdk.Table(name).SubmitTransactionAsync(Transaction($"p{i}", 0))),
        new("storage.point_read", 1, 100,
            (storage, _, i) => storage.Table(ReadTable).FindAsync("p", Row("p", i).RowKey),
            (sdk, _, i) => sdk.Table(ReadTable).GetEntityIfExistsAsync<TableEntity>("p", Row("p", i).RowKey)),
        new("storage.query", QueryRows, 4,
            (storage, _, _) => Drain(storage.Table(ReadTable).QueryAsync(Filters.Partition("p"))),
            (sdk, _, _) => Drain(sdk.Table(ReadTable).QueryAsync<TableEntity>("PartitionKey eq 'p'"))),
        new("storage.query_select", QueryRows, 4,
            (storage, _, _) => Drain(storage.Table(ReadTable).QueryAsync(Filters.Partition("p"), ["hash"])),
            (sdk, _, _) =>
                Drain(sdk.Table(ReadTable).QueryAsync<TableEntity>("PartitionKey eq 'p'", select: ["PartitionKey", "RowKey", "hash"]))),
        new("storage.send", 1, 60,
            (storage, name, _) => storage.Queue(name).SendAsync(Message),
            (sdk, name, _) => sdk.Queue(name).SendMessageAsync(Message, timeToLive: TimeSpan.FromSeconds(-1))),
    ];

    public static async Task PrepareAsync(StorageService storage)
    {
        for (var i = 0; i < QueryRows; i += TransactionRows) await storage.Table(ReadTable).TransactAsync(Transaction("p", i));
    }

    /// <summary>A row like a grant's: a handful of short properties.</summary>
    public static TableEntity Row(string partition, int i) => new TableEntity(partition, $"e~octocat~{i:D12}")
    {
        ["id"] = $"github-pr-{i}",
        ["kind"] = "pull-request-merged",
        ["points"] = 12_000_000L + i,
        ["at"] = DateTimeOffset.UnixEpoch.AddSeconds(i),
        ["hash"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    };

    private static TableTransactionAction[] Transaction(string partition, int from) =>
        [.. Enumerable.Range(from, TransactionRows)
            .Select(n => new TableTransactionAction(TableTransactionActionType.Add, Row(partition, n)))];

    private static async Task Drain(IAsyncEnumerable<TableEntity> rows)
    {
        await foreach (var row in rows) _ = row.ETag;
    }
}
