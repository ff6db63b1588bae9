using System.CommandLine;
using System.Diagnostics;
using Grain.Functions.Accounts;
using Grain.Functions.Epochs;
using Grain.Functions.Grants;
using Grain.Functions.Identities;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
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
        var participants = new Option<int>("--participants") { Description = "People who did something in the first epoch.", DefaultValueFactory = _ => 1000 };
        var grants = new Option<int>("--grants") { Description = "Grants in the first epoch.", DefaultValueFactory = _ => 10_000 };
        var command = new Command("epochs", "Seconds and storage operations of an epoch.") { participants, grants };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var measured = await MeasureAsync(parsed.GetValue(participants), parsed.GetValue(grants), cancellationToken);
            BenchReport.Print(measured, parsed.GetValue(BenchReport.Json));
        });
        return command;
    }

    private static async Task<List<Measurement>> MeasureAsync(int participants, int grants, CancellationToken cancellationToken)
    {
        await using var azurite = await AzuriteServer.StartAsync(cancellation: cancellationToken);
        var storage = new StorageService(StorageAccount.Parse(azurite.ConnectionString));
        var time = new Clock { Now = First.AddDays(8) };
        var (space, _) = await new SpaceDirectory(storage, time).CreateAsync(
            "bench", ShardsOfSpace, new SpaceConfig { Epochs = new EpochSchedule { First = First } }, cancellationToken);
        var bench = new Run(storage, time, space);

        var measured = new List<Measurement>();
        await bench.GrantAsync(participants, grants, 0, cancellationToken);
        var (seconds, operations) = await bench.CloseAsync(cancellationToken);
        measured.Add(new Measurement("epochs.seconds.all_moved", seconds, "s"));
        measured.Add(new Measurement("epochs.operations_per_participant", (double)operations / participants, "operations"));

        for (var week = 1; week <= 6; week++)
        {
            await bench.GrantAsync(participants / 100, grants / 100, week, cancellationToken);
            (seconds, operations) = await bench.CloseAsync(cancellationToken);
            if (week is not (1 or 6)) continue;
            measured.Add(new Measurement($"epochs.seconds.one_percent_moved.week{week}", seconds, "s"));
            measured.Add(new Measurement($"epochs.operations.one_percent_moved.week{week}", operations, "operations"));
        }

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
            new EpochStore(storage), new EpochStages(new EpochStore(storage), new GrantLedger(storage, time), new GrainLedger(storage, time), new RegisterStore(storage, time)), time);

        public async Task GrantAsync(int participants, int grants, int week, CancellationToken cancellationToken)
        {
            var ledger = new GrantLedger(storage, time);
            foreach (var batch in Enumerable.Range(0, grants).Select(i => Grant(i, participants, week)).Chunk(500))
                await ledger.AppendAsync(space.Journal, batch, cancellationToken);
        }

        /// <summary>Closes the due epoch and moves the clock into the week after the next one.</summary>
        public async Task<(double Seconds, long Operations)> CloseAsync(CancellationToken cancellationToken)
        {
            var (operations, began) = (storage.BilledOperations, Stopwatch.GetTimestamp());
            if (await runner.RunAsync(space, cancellationToken) is not EpochRunOutcome.Closed) throw new InvalidOperationException("The epoch was not closed.");
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            time.Now = time.Now.AddDays(7);
            return (seconds, storage.BilledOperations - operations);
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
