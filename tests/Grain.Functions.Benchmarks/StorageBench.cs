using System.CommandLine;
using System.Diagnostics;
using Azure;
using Grain.Functions.Benchmarks.Storage;
using Grain.Functions.Storage;
using Grain.Local;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// Measures <c>Storage/</c> beside the bare SDK, and the SDK beside a bare <see cref="HttpClient"/> that sends pre-built identical
/// requests, all to the same emulator in the same run. Short rounds of the three take turns, each into tables and queues of its own, so
/// that whatever else the machine does hits all alike; what is compared is the median round of each side.
/// </summary>
public static class StorageBench
{
    private const int RoundCount = 40;

    /// <summary>Rounds before those that count: until the compiler has optimised all sides.</summary>
    private const int WarmUpRounds = 12;

    /// <summary>Requests under way at once.</summary>
    private const int AtOnce = 8;

    private static int fresh;

    /// <summary>The verb <c>storage</c>.</summary>
    public static Command CreateCommand()
    {
        var command = new Command("storage", "Tables and queues beside the bare SDK and a bare HttpClient, against the emulator.");
        command.SetAction(arguments => RunAsync(arguments.GetValue(BenchReport.Json)));
        return command;
    }

    /// <summary>Runs all workloads and prints a table, or one JSON object a line.</summary>
    public static async Task<int> RunAsync(bool json)
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var account = StorageAccount.Parse(azurite.ConnectionString);
        var storage = new StorageService(account, new StorageSettings(TimeProvider.System, Random.Shared));
        await Workload.PrepareAsync(storage);
        var sdk = new BareSdk(azurite.ConnectionString);
        using var bare = new BareClient();
        // First, since the emulator's queues slow down with what has gone through them.
        List<Measurement> measurements = [.. await MeasureReceiveAsync(storage)];
        foreach (var workload in Workload.All) measurements.AddRange(await MeasureAsync(workload, account, storage, sdk, bare));
        BenchReport.Print(measurements, json);
        return 0;
    }

    private static async Task<IEnumerable<Measurement>> MeasureAsync(Workload workload, StorageAccount account, StorageService storage,
        BareSdk sdk, BareClient bare)
    {
        var (own, naked, floor) = (new Rounds(workload), new Rounds(workload), new Rounds(workload));
        var order = new Random(workload.Count);
        for (var round = -WarmUpRounds; round < RoundCount; round++)
        {
            var (ownName, sdkName, bareName) =
                (await FreshAsync(storage, "own"), await FreshAsync(storage, "sdk"), await FreshAsync(storage, "bare"));
            var requests = await RequestRecorder.RecordAsync(account, async recording =>
            {
                for (var i = 0; i < workload.Count; i++) await Swallow(workload.Run(recording, bareName, i));
            });
            Func<Task>[] turns =
            [
                () => own.AddAsync(() => ForEachAsync(workload.Count, i => workload.Run(storage, ownName, i)), round >= 0),
                () => naked.AddAsync(() => ForEachAsync(workload.Count, i => workload.RunBare(sdk, sdkName, i)), round >= 0),
                () => floor.AddAsync(() => bare.SendAsync(requests, AtOnce), round >= 0),
            ];
            // Who comes after whom must change too: the emulator clears up behind the one before.
            order.Shuffle(turns);
            foreach (var turn in turns) await turn();
        }

        var rows = workload.Rows == 1 ? "" : "_rows";
        return
        [
            new($"{workload.Name}{rows}_per_s", own.RowsPerSecond, workload.Rows == 1 ? "operations/s" : "rows/s", naked.RowsPerSecond),
            new($"{workload.Name}_bytes_per_row", own.BytesPerRow, "bytes allocated/row", naked.BytesPerRow),
            new($"{workload.Name}_sdk{rows}_per_s", naked.RowsPerSecond, workload.Rows == 1 ? "operations/s" : "rows/s",
                floor.RowsPerSecond),
            new($"{workload.Name}_sdk_bytes_per_row", naked.BytesPerRow, "bytes allocated/row", floor.BytesPerRow),
        ];
    }

    /// <summary>Receive and delete can not be pre-built: a delete needs the receipt that its receive was given.</summary>
    private static async Task<IEnumerable<Measurement>> MeasureReceiveAsync(StorageService storage)
    {
        const int Messages = 300;
        var queue = storage.Queue("receive");
        await ForEachAsync(Messages, _ => queue.SendAsync("{\"grant\":\"0123456789abcdef\",\"points\":12}"));
        var received = 0;
        var (seconds, bytes) = await TimeAsync(async () =>
        {
            while (await queue.ReceiveAsync(StorageLimits.MessagesPerReceive, TimeSpan.FromMinutes(1)) is { Count: > 0 } batch)
            {
                received += batch.Count;
                await Task.WhenAll(batch.Select(message => queue.DeleteAsync(message.MessageId, message.PopReceipt)));
            }
        });
        return
        [
            new("storage.receive_delete_per_s", received / seconds, "messages/s"),
            new("storage.receive_delete_bytes_per_message", (double)bytes / received, "bytes allocated/message"),
        ];
    }

    private static async Task<string> FreshAsync(StorageService storage, string prefix)
    {
        var name = $"{prefix}{fresh++}";
        await storage.Table(name).CreateAsync();
        await storage.Queue(name).CreateAsync();
        return name;
    }

    private static Task ForEachAsync(int count, Func<int, Task> run) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await run(i));

    private static async Task<(double Seconds, long Bytes)> TimeAsync(Func<Task> work)
    {
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await work();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (seconds, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    private static async Task Swallow(Task recorded)
    {
        try
        {
            await recorded;
        }
        catch (RequestFailedException fault) when (fault.IsOutcomeUnknown())
        {
            // The recorder answers nothing, on purpose.
        }
    }

    /// <summary>The rounds of one side.</summary>
    private sealed class Rounds(Workload workload)
    {
        private readonly List<double> seconds = [];
        private double bytes;

        public double RowsPerSecond => workload.Count * workload.Rows / seconds.Order().ElementAt(seconds.Count / 2);

        public double BytesPerRow => bytes / (workload.Count * workload.Rows * seconds.Count);

        public async Task AddAsync(Func<Task> work, bool isCounted)
        {
            var (spent, allocated) = await TimeAsync(work);
            if (!isCounted) return;
            seconds.Add(spent);
            bytes += allocated;
        }
    }
}
