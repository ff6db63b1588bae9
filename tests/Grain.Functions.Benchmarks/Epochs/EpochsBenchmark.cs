using System.CommandLine;
using System.Diagnostics;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Accounts;
using Grain.Local;

namespace Grain.Functions.Benchmarks.Epochs;

/// <summary>
/// Closes epochs of a space on a fresh Azurite: one in which everybody did something, then small ones, to see that the cost
/// follows what is new and not what is there.
/// </summary>
internal static class EpochsBenchmark
{
    private const int ShardsOfSpace = 16;
    private static readonly DateTimeOffset First = new(2024, 1, 7, 0, 0, 0, TimeSpan.Zero);

    public static Command CreateCommand()
    {
        var participants = new Option<int>("--participants")
        {
            Description = "People who did something in the first epoch.",
            DefaultValueFactory = _ => 1000
        };
        var grants = new Option<int>("--grants") { Description = "Grants in the first epoch.", DefaultValueFactory = _ => 10_000 };
        var weeks = new Option<int>("--weeks")
        {
            Description =
            "Epochs after the first, in each of which one person in a hundred did something.",
            DefaultValueFactory = _ => 6
        };
        var spaces = new Option<int>("--spaces") { Description = "Instead: so many spaces, all due at one tick of the timer." };
        var command = new Command("epochs",
            "Seconds and storage operations of an epoch, or of many spaces that are due at once.") { participants, grants, weeks, spaces };
        command.SetAction(async (parsed, cancellation) =>
        {
            var measured = parsed.GetValue(spaces) is > 0 and var count
                ? await ScheduleBenchmark.MeasureAsync(count, cancellation)
                : await MeasureAsync(parsed.GetValue(participants), parsed.GetValue(grants), parsed.GetValue(weeks), cancellation);
            BenchReport.Print(measured, parsed.GetValue(BenchReport.Json));
        });
        return command;
    }

    private static async Task<List<Measurement>> MeasureAsync(int participants, int grants, int weeks, CancellationToken cancellation)
    {
        await using var azurite = await AzuriteServer.StartAsync(cancellation: cancellation);
        var storage =
            new StorageService(StorageAccount.Parse(azurite.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
        var time = new Clock { Now = First.AddDays(8) };
        var (space, _) = await new SpaceDirectory(storage, time).CreateAsync(
            "bench", ShardsOfSpace, new SpaceConfig { Epochs = new EpochSchedule { First = First } }, cancellation);
        var bench = new Run(storage, time, space);

        var measured = new List<Measurement>();
        await bench.GrantAsync(participants, grants, 0, cancellation);
        var (seconds, operations, attempts) = await bench.CloseAsync(cancellation);
        measured.Add(new Measurement("epochs.seconds.all_moved", seconds, "s"));
        measured.Add(new Measurement("epochs.operations.all_moved", operations, "operations"));
        measured.Add(new Measurement("epochs.operations_per_participant", (double)operations / participants, "operations"));
        measured.Add(new Measurement("epochs.messages.all_moved", attempts, "messages"));

        for (var week = 1; week <= weeks; week++)
        {
            await bench.GrantAsync(Math.Max(1, participants / 100), Math.Max(1, grants / 100), week, cancellation);
            (seconds, operations, _) = await bench.CloseAsync(cancellation);
            if (week != 1 && week != weeks) continue;
            measured.Add(new Measurement($"epochs.seconds.one_percent_moved.week{week}", seconds, "s"));
            measured.Add(new Measurement($"epochs.operations.one_percent_moved.week{week}", operations, "operations"));
        }

        measured.Add(new Measurement("epochs.peak_mib", Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0, "MiB"));
        return measured;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Run(StorageService storage, Clock time, Space space)
    {
        private readonly EpochRunner runner = new(
            new EpochStore(storage), new EpochStages(new EpochStore(storage), new GrantLedger(storage, time),
                new GrainLedger(storage, time), new RegisterStore(storage, time), Treasuries.Over(storage, time),
                new RankJobs(new EpochStore(storage), 0)), time);

        public async Task GrantAsync(int participants, int grants, int week, CancellationToken cancellation)
        {
            var ledger = new GrantLedger(storage, time);
            // Large batches: a query in the emulator looks at every row of its table.
            foreach (var batch in Enumerable.Range(0, grants).Select(i => Grant(i, participants, week)).Chunk(Math.Max(500, grants / 10)))
                await ledger.AppendAsync(space.Journal, batch, cancellation);
        }

        /// <summary>Closes the due epoch, in as many messages as it takes, and moves the clock into the week after the next one.</summary>
        public async Task<(double Seconds, long Operations, int Messages)> CloseAsync(CancellationToken cancellation)
        {
            var (operations, began, messages) = (storage.BilledOperations, Stopwatch.GetTimestamp(), 1);
            while (await runner.RunAsync(space, cancellation) is var outcome && outcome is not EpochRunOutcome.Closed)
            {
                if (outcome is not EpochRunOutcome.Unfinished) throw new InvalidOperationException($"The epoch was not closed: {outcome}.");
                messages++;
            }

            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            time.Now = time.Now.AddDays(7);
            return (seconds, storage.BilledOperations - operations, messages);
        }

        /// <summary>Somebody makes a thing that refers to an earlier one by somebody else.</summary>
        private static Grant Grant(int index, int participants, int week)
        {
            var (who, id) = ($"person{index * 7919 % participants}", $"thing/{week}/{index}");
            var at = First.AddDays(7 * week).AddMinutes(index % 10_000);
            return new Grant
            {
                GrantId = id,
                Contributor = who,
                Key = "bench",
                Category = "code",
                Source = "bench",
                Amount = Points.Of(1),
                GrantedAt = at,
                Facts = new ContributionFacts
                {
                    Nodes = [new ContributionNode { Id = id, Type = NodeTypes.Pull, Module = "bench", At = at }],
                    Edges =
                    [
                        new ContributionEdge { Type = EdgeTypes.Authors, From = "@" + who, To = id },
                        new ContributionEdge { Type = EdgeTypes.References, From = id, To = $"thing/{week}/{index / 2}" },
                    ],
                },
            };
        }
    }
}
