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
using Microsoft.Extensions.Logging.Abstractions;

namespace Grain.Functions.Benchmarks.Epochs;

/// <summary>
/// Many spaces whose epoch ends at the same moment, on a fresh Azurite: one tick of the timer that finds and asks for all of them,
/// and how quickly a sample of the epochs is then closed by one process.
/// </summary>
internal static class ScheduleBenchmark
{
    private const int SampleMax = 500;
    private const int AtOnce = 16;
    private static readonly DateTimeOffset First = new(2024, 1, 7, 0, 0, 0, TimeSpan.Zero);

    public static async Task<List<Measurement>> MeasureAsync(int count, CancellationToken cancellation)
    {
        await using var azurite = await AzuriteServer.StartAsync(cancellation: cancellation);
        var storage =
            new StorageService(StorageAccount.Parse(azurite.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
        var time = new Clock();
        var (spaces, store) = (new SpaceDirectory(storage, time), new EpochStore(storage));
        await MakeSpacesAsync(spaces, new GrantLedger(storage, time), count, cancellation);

        var measured = new List<Measurement>();
        var schedule = new ScheduleEpochs(spaces, store, new EpochQueue(storage), time, NullLogger<ScheduleEpochs>.Instance);
        Add(measured, "epochs.tick", count,
            await TimedAsync(storage, () => schedule.RunAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), cancellation)));

        var stages = new EpochStages(store, new GrantLedger(storage, time), new GrainLedger(storage, time),
            new RegisterStore(storage, time), Treasuries.Over(storage, time), new RankJobs(store, 0));
        var runner = new EpochRunner(store, stages, time);
        var sample = await spaces.ListAsync(cancellation).Take(SampleMax).ToListAsync(cancellation);
        Add(measured, "epochs.small_space", sample.Count, await TimedAsync(storage, () => Parallel.ForEachAsync(
            sample, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (space, token) =>
            {
                if (await runner.RunAsync(space, token) is not EpochRunOutcome.Closed)
                    throw new InvalidOperationException($"{space.Name}: the epoch was not closed.");
            })));
        return measured;
    }

    private static async Task MakeSpacesAsync(SpaceDirectory spaces, GrantLedger ledger, int count, CancellationToken cancellation)
    {
        var config = new SpaceConfig { Epochs = new EpochSchedule { First = First } };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (index, token) =>
            {
                var (space, _) = await spaces.CreateAsync($"s{index:D6}", SpaceDirectory.ShardsDefault, config, token);
                if (index < SampleMax) await ledger.AppendAsync(space.Journal, [Grant("g1", "ada"), Grant("g2", "bob")], token);
            });
    }

    private static Grant Grant(string id, string contributor) => new()
    {
        GrantId = id,
        Contributor = contributor,
        Key = "bench",
        Category = "code",
        Source = "bench",
        Amount = Points.Of(1),
        GrantedAt = First.AddDays(1),
    };

    private static async Task<(double Seconds, long Operations)> TimedAsync(StorageService storage, Func<Task> work)
    {
        var (operations, began) = (storage.BilledOperations, Stopwatch.GetTimestamp());
        await work();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, storage.BilledOperations - operations);
    }

    private static void Add(List<Measurement> measured, string name, int spaces, (double Seconds, long Operations) cost)
    {
        measured.Add(new Measurement($"{name}.seconds", cost.Seconds, "s"));
        measured.Add(new Measurement($"{name}.spaces_per_s", spaces / cost.Seconds, "spaces/s"));
        measured.Add(new Measurement($"{name}.operations_per_space", (double)cost.Operations / spaces, "operations"));
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => First.AddDays(8);
    }
}
