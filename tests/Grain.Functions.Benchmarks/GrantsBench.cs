using System.CommandLine;
using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using Grain.Functions.Benchmarks.Storage;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;
using Grain.Functions.Storage;
using Grain.Local;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// Measures how fast grants are counted and how many storage operations they take, against the emulator. The baseline for rows is a
/// bare <see cref="HttpClient"/> that sends full transactions of rows of the same kinds, pre-built and signed, to the same emulator in
/// turns with ours.
/// </summary>
public static class GrantsBench
{
    private const int Rounds = 5;
    private const int Lone = 200;
    private const int Batched = 2000;

    /// <summary>Calls under way at once where there are many senders.</summary>
    private const int AtOnce = 4;

    /// <summary>List price of 10 000 table transactions; source and date in docs/benchmarks.md.</summary>
    private const double DollarsPerOperation = 0.00036 / 10_000;

    private static readonly DateTimeOffset At = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The verb <c>grants</c>.</summary>
    public static Command CreateCommand()
    {
        var command = new Command("grants", "Counting grants: alone, in batches, of one account and of many.");
        command.SetAction((arguments, _) => RunAsync(arguments.GetValue(BenchReport.Json)));
        return command;
    }

    /// <summary>Runs all and prints a table, or one JSON object a line.</summary>
    public static async Task<int> RunAsync(bool json)
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var account = StorageAccount.Parse(azurite.ConnectionString);
        var storage = new StorageService(account, new StorageSettings(TimeProvider.System, Random.Shared));
        using var bare = new BareClient();
        await storage.Table("bare").CreateAsync();
        Dictionary<string, List<double>> figures = [];
        for (var round = 0; round <= Rounds; round++)
        {
            // The first round warms up.
            var kept = round == 0 ? [] : figures;
            Keep(kept, "bare", await BareRowsAsync(account, bare, $"bare{round}", AtOnce));
            Keep(kept, "bare-alone", await BareRowsAsync(account, bare, $"alone{round}", 1));
            await RunAsync(storage, round, "single", Lone, 1, contributors: 1, atOnce: 1, kept);
            await RunAsync(storage, round, "batch100", Batched, 100, contributors: 1, atOnce: 1, kept);
            await RunAsync(storage, round, "hot", Batched, 1000, contributors: 1, atOnce: 1, kept);
            await RunAsync(storage, round, "batches", Batched * 2, 1000, contributors: AtOnce, AtOnce, kept);
            await RunAsync(storage, round, "many", Batched * 2, 1000, contributors: 500, AtOnce, kept);
        }

        BenchReport.Print(Report(figures), json);
        return 0;
    }

    private static IEnumerable<Measurement> Report(Dictionary<string, List<double>> figures)
    {
        var median = figures.ToDictionary(figure => figure.Key, figure => figure.Value.Order().ElementAt(figure.Value.Count / 2));
        foreach (var way in new[] { "single", "batch100", "hot", "batches", "many" })
        {
            yield return new Measurement($"grants.per_s.{way}", median[$"{way}.grants"], "grants/s");
            yield return new Measurement($"grants.operations_per_grant.{way}", median[$"{way}.operations"], "operations/grant");
            yield return new Measurement($"grants.dollars_per_million.{way}", median[$"{way}.operations"] * 1_000_000 * DollarsPerOperation,
                "$");
        }

        yield return new Measurement("grants.rows_per_s", median["batches.rows"], "rows/s", median["bare"]);
        yield return new Measurement("grants.rows_per_s.hot", median["hot.rows"], "rows/s", median["bare-alone"]);
        yield return new Measurement("grants.rows_per_s.many", median["many.rows"], "rows/s", median["bare"]);
        yield return new Measurement("grants.bytes_per_grant", median["many.bytes"], "bytes allocated/grant");
    }

    /// <summary>Appends so many grants in batches. A grant is three rows: its id, its entry and its used key.</summary>
    private static async Task RunAsync(
        StorageService storage, int round, string way, int count, int batch, int contributors, int atOnce,
        Dictionary<string, List<double>> figures)
    {
        var space = new JournalSpace($"{way}-{round}", 16);
        var ledger = new GrantLedger(storage, TimeProvider.System);
        await ledger.AppendAsync(space, [.. Enumerable.Range(0, contributors).Select(i => Grant($"warm{i}", i))], default);
        var batches =
            Enumerable.Range(0, count).Select(i => Grant($"grant-{i}", ContributorOf(i, batch, contributors))).Chunk(batch).ToArray();

        var (operations, bytes, start) = (storage.BilledOperations, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (grants, token) =>
        {
            var outcomes = await ledger.AppendAsync(space, grants, token);
            if (!outcomes.All(outcome => outcome is GrantOutcome.Appended)) throw new InvalidOperationException("A grant was not counted.");
        });
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Keep(figures, $"{way}.grants", count / seconds);
        Keep(figures, $"{way}.rows", 3 * count / seconds);
        Keep(figures, $"{way}.operations", (double)(storage.BilledOperations - operations) / count);
        Keep(figures, $"{way}.bytes", (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / count);
    }

    /// <summary>With a contributor or fewer a batch, each batch is of one; else every batch is of all in turns.</summary>
    private static int ContributorOf(int grant, int batch, int contributors) =>
        contributors <= AtOnce ? grant / batch % contributors : grant % contributors;

    /// <summary>Rows a second of the bare client: as many grants' rows in transactions of 99, each in a partition of its own.</summary>
    private static async Task<double> BareRowsAsync(StorageAccount account, BareClient bare, string name, int atOnce)
    {
        const int transactions = 60;
        var requests = await RequestRecorder.RecordAsync(account, async recording =>
        {
            for (var t = 0; t < transactions; t++)
            {
                var rows =
                    Enumerable.Range(0, 33).SelectMany(i => RowsOf(Grant($"grant-{(t * 33) + i}", 1), $"{name}~{t}", i + 1)).ToArray();
                try
                {
                    await recording.Table("bare").TransactAsync(rows);
                }
                catch (RequestFailedException recorded) when (recorded.IsOutcomeUnknown())
                {
                    // The recorder answers nothing, on purpose.
                }
            }
        });
        var start = Stopwatch.GetTimestamp();
        await bare.SendAsync(requests, atOnce);
        // A head and its reads come on top of these for us: they are what the ledger costs.
        return transactions * 99 / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static IEnumerable<TableTransactionAction> RowsOf(Grant grant, string partition, int seq)
    {
        var item = new GrantItem(grant);
        var (content, hash) = (item.Content, item.Reservation.ContentHash);
        yield return new TableTransactionAction(TableTransactionActionType.Add,
            JournalRows<GrantTotals, Grant>.Entry(partition, grant.Contributor, seq, grant.GrantId, At, content, hash));
        yield return new TableTransactionAction(TableTransactionActionType.Add,
            new TableEntity(JournalRows<GrantTotals, Grant>.UsedKey(partition, grant.Contributor, grant.GrantId, seq, hash))
            {
                ["Writer"] = "0123456789abcdef",
            });
        yield return new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(partition, TableKey.Escape(grant.GrantId))
        {
            ["Contributor"] = grant.Contributor,
            ["ContentHash"] = hash,
            ["MicroAmount"] = grant.Amount.Micro,
        });
    }

    private static Grant Grant(string id, int contributor) => Grant(id, $"contributor-{contributor}");

    internal static Grant Grant(string id, string contributor) => new()
    {
        GrantId = $"github/octo/hello/issues/{id}",
        Contributor = $"github/{contributor}",
        Key = "github:issues.opened",
        Category = "discussion",
        Source = "github",
        Amount = Points.Of(3),
        GrantedAt = At,
    };

    private static void Keep(Dictionary<string, List<double>> figures, string name, double value)
    {
        if (!figures.TryGetValue(name, out var values)) figures.Add(name, values = []);
        values.Add(value);
    }
}
