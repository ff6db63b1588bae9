using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Azure;
using Grain.Functions.Activity;
using Grain.Functions.Activity.Buddies;
using Grain.Functions.Activity.Images;
using Grain.Functions.Activity.Reads;
using Grain.Functions.Benchmarks.Storage;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Benchmarks.Activity;

/// <summary>
/// Measures how fast facts are counted, against a bare <see cref="HttpClient"/> that sends full transactions of rows with the same content, pre-built and signed,
/// in turns with ours; then what every read costs when a year of facts is there.
/// </summary>
public static class ActivityBenchmark
{
    private const int Rounds = 5;
    private const int FactsPerRound = 4000;
    private const int Batch = 1000;
    private const int Reads = 30;

    /// <summary>The verb <c>activity</c>.</summary>
    public static Command CreateCommand()
    {
        var events = new Option<int>("--events") { Description = "Facts of the year that is read.", DefaultValueFactory = _ => 20_000 };
        var command = new Command("activity", "Counting activity, and reading it after a year.") { events };
        command.SetAction((arguments, _) => RunAsync(arguments.GetValue(events), arguments.GetValue(BenchReport.Json)));
        return command;
    }

    private static async Task<int> RunAsync(int events, bool json)
    {
        List<Measurement> measured = [.. await IngestAsync(), .. await ReadYearAsync(events)];
        BenchReport.Print(measured, json);
        return 0;
    }

    /// <summary>Rounds of both alternate, on an emulator that both fill alike; the first round warms up.</summary>
    private static async Task<IReadOnlyList<Measurement>> IngestAsync()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var account = StorageAccount.Parse(azurite.ConnectionString);
        var storage = new StorageService(account);
        using var bare = new BareClient();
        await storage.Table("bare").CreateAsync();
        var facts = ActivityWorkload.Year(FactsPerRound).ToArray();
        List<double> ours = [], floor = [], operations = [], bytes = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var rows = await BareRowsAsync(account, bare, facts, round);
            var (space, ledger) = (NewSpace($"round-{round}"), new ActivityLedger(storage, TimeProvider.System));
            var (before, allocated, start) = (storage.BilledOperations, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
            await AppendAsync(ledger, space, facts);
            var rate = facts.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"round {round}: {rate:F0} facts/s, bare {rows:F0} rows/s"));
            if (round == 0) continue;
            ours.Add(rate);
            floor.Add(rows);
            operations.Add((double)(storage.BilledOperations - before) / facts.Length);
            bytes.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / facts.Length);
        }

        return
        [
            new Measurement("activity.facts_per_s", Median(ours), "facts/s", Median(floor)),
            new Measurement("activity.operations_per_fact", Median(operations), "operations/fact"),
            new Measurement("activity.bytes_per_fact", Median(bytes), "bytes allocated/fact"),
        ];
    }

    private static async Task<IReadOnlyList<Measurement>> ReadYearAsync(int events)
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var storage = new StorageService(StorageAccount.Parse(azurite.ConnectionString));
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(storage).AddSingleton<TimeProvider>(new YearsEnd());
        Slices.AddTo(services);
        await using var provider = services.BuildServiceProvider();
        var (space, ledger) = (NewSpace("year"), provider.GetRequiredService<ActivityLedger>());
        var start = Stopwatch.GetTimestamp();
        await AppendAsync(ledger, space, ActivityWorkload.Year(events));
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{events} facts in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));

        var (views, recent) = (provider.GetRequiredService<ActivityViews>(), provider.GetRequiredService<RecentEvents>());
        List<Measurement> measured = [new Measurement("activity.events", events, "facts")];
        foreach (var (who, caller) in new[] { ("space", ActivityAccount.OfSpace), ("caller", ActivityWorkload.CallerOf(7)) })
        {
            await ReadAsync($"stats.{who}", async view => JsonSerializer.Serialize(new StatsAnswer("", caller, view.Stats), ActivityJson.Answers.StatsAnswer));
            await ReadAsync($"buddy.{who}", async view => JsonSerializer.Serialize(
                new BuddyAnswer("", caller, Buddy.Of(caller, view.Stats, view.IdleDays)), ActivityJson.Answers.BuddyAnswer));
            await ReadAsync($"achievements.{who}", async view => (await views.UnlockAsync(view, default)).Account.Unlocks.Count.ToString(CultureInfo.InvariantCulture));
            await ReadAsync($"heatmap.{who}", async view => HeatmapDrawing.Draw(caller, Heatmap.Of(view.Today.AddDays(-365), 366, await DaysAsync(view, 366))).ToString());
            await ReadAsync($"forecast.{who}", async view => Forecast.Of(view.Today, await DaysAsync(view, Forecast.WindowDays)).ToString());
            await ReadAsync($"events.{who}", async view => (await recent.ReadAsync(view, null, 50, default)).Events.Count.ToString(CultureInfo.InvariantCulture));

            async Task ReadAsync(string name, Func<ActivityView, Task<string>> read)
            {
                var (times, before) = (new List<double>(), storage.BilledOperations);
                for (var i = 0; i < Reads; i++)
                {
                    var began = Stopwatch.GetTimestamp();
                    var answer = await read(await views.OpenAsync(space, caller, null, default));
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    if (answer.Length == 0) throw new InvalidOperationException($"{name} has no answer.");
                }

                measured.Add(new Measurement($"activity.read_ms.{name}", Median(times), "ms", 50));
                measured.Add(new Measurement($"activity.read_operations.{name}", (double)(storage.BilledOperations - before) / Reads, "operations", 15));
            }
        }

        return measured;

        Task<IReadOnlyDictionary<int, DayTotals>> DaysAsync(ActivityView view, int days) =>
            ledger.Store.ReadDaysAsync(space.Name, view.Caller, view.Today.DayNumber - days + 1, view.Today.DayNumber, default);
    }

    private static async Task AppendAsync(ActivityLedger ledger, Space space, IEnumerable<ActivityFact> facts)
    {
        foreach (var batch in facts.Chunk(Batch))
            if ((await ledger.AppendAsync(space, batch, maybeSeen: false, default)).Any(outcome => outcome != ActivityOutcome.Counted))
                throw new InvalidOperationException("A fact was not counted.");
    }

    /// <summary>Rows a second of the bare client: a row a fact, with its content and its hash, in full transactions.</summary>
    private static async Task<double> BareRowsAsync(StorageAccount account, BareClient bare, ActivityFact[] facts, int round)
    {
        var requests = await RequestRecorder.RecordAsync(account, async recording =>
        {
            foreach (var (index, chunk) in facts.Chunk(StorageLimits.TransactionOperations).Index())
            {
                try
                {
                    await recording.Table("bare").SubmitTransactionAsync([.. chunk.Select(fact => TableTransactionAction.Add(Row(fact, $"bare{round}")))]);
                }
                catch (RequestFailedException recorded) when (recorded.IsOutcomeUnknown())
                {
                    // The recorder answers nothing, on purpose.
                }
            }
        });
        var start = Stopwatch.GetTimestamp();
        await bare.SendAsync(requests, atOnce: 1);
        return facts.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static TableEntity Row(ActivityFact fact, string partition)
    {
        var content = JsonSerializer.Serialize(fact, ActivityJson.Stored.ActivityFact);
        return new TableEntity(partition, ActivityKeys.Receipt(fact.Kind, fact.Id)).SetString("Content", content).SetString("ContentHash", JournalHash.Of(content)).SetString("Writer", "0123456789abcdef");
    }

    private static Space NewSpace(string name) => new(name, SpaceDirectory.ShardsDefault, ActivityWorkload.End, 1, new SpaceConfig(), default);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>A clock at the end of the year.</summary>
    private sealed class YearsEnd : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => ActivityWorkload.End;
    }
}
