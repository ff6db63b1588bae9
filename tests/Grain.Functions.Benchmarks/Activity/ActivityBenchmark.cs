using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Grain.Functions.Benchmarks.Storage;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Reads.Images;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Grain.Functions.Benchmarks.Activity;

/// <summary>
/// Measures how fast facts are counted, in turns with a bare <see cref="HttpClient"/> that sends the very same transactions, recorded and
/// signed, and with one that stores the facts alone, a row each; then what every read costs when a year of facts is there.
/// </summary>
public static class ActivityBenchmark
{
    private const int Rounds = 7;
    private const int FactsPerRound = 4000;
    private const int Batch = 500;

    /// <summary>Calls under way at once, of both sides.</summary>
    private const int AtOnce = 4;

    private const int Reads = 30;

    /// <summary>A community whose transactions are kept; as long as those into which they are sent again.</summary>
    private const string Recorded = "resent-x";

    /// <summary>The verb <c>activity</c>.</summary>
    public static Command CreateCommand()
    {
        var events = new Option<int>("--events") { Description = "Facts of the year that is read.", DefaultValueFactory = _ => 20_000 };
        var command = new Command("activity", "Counting activity, and reading it after a year.") { events };
        command.SetAction((arguments, _) => RunAsync(arguments.GetValue(events), arguments.GetValue(BenchReport.Json)));
        return command;
    }

    private static readonly Caller Reader = new("a reader", [new Right(Role.Reader, null)]);

    private static async Task<int> RunAsync(int events, bool json)
    {
        List<Measurement> measured = [.. await IngestAsync(), .. await ReadYearAsync(events)];
        BenchReport.Print(measured, json);
        return 0;
    }

    /// <summary>Rounds of all three alternate, on an emulator that they fill alike; the first round warms up.</summary>
    private static async Task<IReadOnlyList<Measurement>> IngestAsync()
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var account = StorageAccount.Parse(azurite.ConnectionString);
        var storage = new StorageService(account, new StorageSettings(TimeProvider.System, Random.Shared));
        using var bare = new BareClient();
        await storage.Table("bare").CreateAsync();
        var formats = new StorageFormats(storage, TimeProvider.System);
        await formats.MoveAsync(default);
        var facts = ActivityWorkload.Make(FactsPerRound, days: 0.3).ToArray();
        var transcript = await TranscriptAsync(account, facts);
        List<double> ours = [], same = [], alone = [], operations = [], bytes = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var sameSeconds = await BareActivity.SendAsync(bare, transcript.With(Recorded, $"resent-{round}"), AtOnce);
            var aloneSeconds =
                await BareActivity.SendAsync(bare, await BareActivity.AloneAsync(account, $"alone-{round}", facts), AtOnce);
            var (space, ledger) =
                (NewSpace($"round-{round}"), new ActivityLedger(storage, TimeProvider.System, formats: formats));
            await AppendAsync(ledger, space, Greetings(facts));
            var (before, allocated, start) = (storage.BilledOperations, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
            await AppendAsync(ledger, space, facts);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {facts.Length / seconds:F0} facts/s; the same transactions "
                    + $"bare {facts.Length / sameSeconds:F0}; bare rows alone {facts.Length / aloneSeconds:F0}"));
            if (round == 0) continue;
            ours.Add(seconds / facts.Length);
            same.Add(sameSeconds / facts.Length);
            alone.Add(aloneSeconds / facts.Length);
            operations.Add((double)(storage.BilledOperations - before) / facts.Length);
            bytes.Add((double)allocated / facts.Length);
        }

        var rows = (double)transcript.Rows / facts.Length;
        return
        [
            new Measurement("activity.rows_per_s", rows / Median(ours), "rows/s", rows / Median(same)),
            new Measurement("activity.facts_per_s", 1 / Median(ours), "facts/s", 1 / Median(alone)),
            new Measurement("activity.rows_per_fact", rows, "rows/fact"),
            new Measurement("activity.operations_per_fact", Median(operations), "operations/fact"),
            new Measurement("activity.bytes_per_fact", Median(bytes), "bytes allocated/fact"),
        ];
    }

    /// <summary>The transactions by which the ledger counts the facts.</summary>
    private static async Task<TransactionTranscript> TranscriptAsync(StorageAccount account, ActivityFact[] facts)
    {
        var (transcript, settings) = (new TransactionTranscript(), new StorageSettings(TimeProvider.System, Random.Shared));
        var before = new StorageService(account, settings);
        var space = NewSpace(Recorded);
        await AppendAsync(new ActivityLedger(before, TimeProvider.System, formats: new StorageFormats(before, TimeProvider.System)), space,
            Greetings(facts));
        settings.EachTry.Add(transcript);
        var kept = new StorageService(account, settings);
        await AppendAsync(new ActivityLedger(kept, TimeProvider.System, formats: new StorageFormats(kept, TimeProvider.System)), space,
            facts);
        return transcript;
    }

    /// <summary>As a gateway finds it: every caller is known.</summary>
    private static IEnumerable<ActivityFact> Greetings(ActivityFact[] facts) =>
        facts.DistinctBy(fact => fact.Caller).Select(fact => fact with { Id = $"warm-{fact.Caller}" });

    private static async Task<IReadOnlyList<Measurement>> ReadYearAsync(int events)
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var storage =
            new StorageService(StorageAccount.Parse(azurite.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(storage).AddSingleton<TimeProvider>(new YearsEnd());
        Slices.AddTo(services);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StorageFormats>().MoveAsync(default);
        var (space, ledger) = (NewSpace("year"), provider.GetRequiredService<ActivityLedger>());
        var start = Stopwatch.GetTimestamp();
        var filled = 0;
        foreach (var part in ActivityWorkload.Make(events, days: 365).Chunk(Math.Max(Batch, events / 20)))
        {
            await AppendAsync(ledger, space, part, atOnce: 1);
            filled += part.Length;
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"filling the year: {filled} of {events} facts, {filled / Stopwatch.GetElapsedTime(start).TotalSeconds:F0}/s"));
        }

        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{events} facts in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));

        var (views, recent) = (provider.GetRequiredService<ActivityViews>(), provider.GetRequiredService<RecentEvents>());
        var achievements = provider.GetRequiredService<AchievementReader>();
        List<Measurement> measured = [new Measurement("activity.events", events, "facts")];
        foreach (var (who, caller) in new[] { ("space", ActivityAccount.OfSpace), ("caller", ActivityWorkload.CallerOf(7)) })
        {
            await ReadAsync($"stats.{who}",
                async view => JsonSerializer.Serialize(new StatsAnswer("", caller, view.Stats), ActivityAnswersJson.Answers.StatsAnswer));
            await ReadAsync($"buddy.{who}", async view => JsonSerializer.Serialize(
                new BuddyAnswer("", caller, Buddy.Of(caller, view.Stats, view.IdleDays)), ActivityAnswersJson.Answers.BuddyAnswer));
            await ReadAsync($"achievements.{who}",
                async view => (await achievements.UnlockAsync(view, default)).Account.Unlocks.Count.ToString(CultureInfo.InvariantCulture));
            await ReadAsync($"heatmap.{who}", async view =>
                HeatmapDrawing.Draw(caller, Heatmap.Of(view.Today.AddDays(-365), 366, await DaysAsync(view, 366))).ToString());
            await ReadAsync($"forecast.{who}",
                async view => Forecast.Of(view.Today, await DaysAsync(view, Forecast.WindowDays)).ToString());
            await ReadAsync($"events.{who}",
                async view => (await recent.ReadAsync(view, null, 50, default)).Events.Count.ToString(CultureInfo.InvariantCulture));

            async Task ReadAsync(string name, Func<ActivityView, Task<string>> read)
            {
                var (times, before) = (new List<double>(), storage.BilledOperations);
                for (var i = 0; i < Reads; i++)
                {
                    var began = Stopwatch.GetTimestamp();
                    var answer = await read(await views.OpenAsync(space, caller, null, Reader, default));
                    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                    if (answer.Length == 0) throw new InvalidOperationException($"{name} has no answer.");
                }

                measured.Add(new Measurement($"activity.read_ms.{name}", Median(times), "ms", 50));
                measured.Add(new Measurement($"activity.read_operations.{name}", (double)(storage.BilledOperations - before) / Reads,
                    "operations", 15));
            }
        }

        return measured;

        Task<IReadOnlyDictionary<int, DayTotals>> DaysAsync(ActivityView view, int days) =>
            ledger.Store.ReadDaysAsync(space.Name, view.Caller, view.Today.DayNumber - days + 1, view.Today.DayNumber, default);
    }

    private static Task AppendAsync(ActivityLedger ledger, Space space, IEnumerable<ActivityFact> facts, int atOnce = AtOnce) =>
        Parallel.ForEachAsync(
        facts.Chunk(Batch), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (batch, token) =>
        {
            if ((await ledger.AppendAsync(space, batch, maybeSeen: false, token)).Any(outcome => outcome != ActivityOutcome.Counted))
                throw new InvalidOperationException("A fact was not counted.");
        });

    private static Space NewSpace(string name) =>
        new(name, SpaceDirectory.ShardsDefault, ActivityWorkload.End, 1, new SpaceConfig(), default);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>A clock at the end of the year.</summary>
    private sealed class YearsEnd : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => ActivityWorkload.End;
    }
}
