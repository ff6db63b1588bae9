using System.Diagnostics;
using System.Globalization;
using Azure;
using Grain.Functions.Benchmarks.Storage;
using Grain.Functions.Storage;
using Grain.Local;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// Measures <c>Storage/</c> beside a bare <see cref="HttpClient"/> that sends pre-built identical requests to the same emulator in the same run.
/// Rounds of both alternate, each into tables and queues of its own; the medians of the rounds are compared.
/// </summary>
public static class StorageBench
{
    private const int Rounds = 7;

    /// <summary>Requests under way at once.</summary>
    private const int AtOnce = 8;

    /// <summary>Runs all workloads and prints a table, or one JSON object a line.</summary>
    public static async Task<int> RunAsync(bool json)
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var account = StorageAccount.Parse(azurite.ConnectionString);
        var storage = new StorageService(account);
        await Workload.PrepareAsync(storage);
        using var bare = new BareClient();
        foreach (var workload in Workload.All)
            foreach (var line in await MeasureAsync(workload, account, storage, bare)) Print(line, json);
        foreach (var line in await MeasureReceiveAsync(storage)) Print(line, json);
        return 0;
    }

    private static async Task<IEnumerable<Line>> MeasureAsync(Workload workload, StorageAccount account, StorageService storage, BareClient bare)
    {
        List<double> ours = [], floor = [], allocated = [];
        for (var round = 0; round <= Rounds; round++)
        {
            var (own, other) = (await FreshAsync(storage, $"own{round}"), await FreshAsync(storage, $"bare{round}"));
            var requests = await RequestRecorder.RecordAsync(account, async recording =>
            {
                for (var i = 0; i < workload.Count; i++) await Swallow(workload.Run(recording, other, i));
            });
            var (seconds, bytes) = await TimeAsync(() => ForEachAsync(workload.Count, i => workload.Run(storage, own, i)));
            var (bareSeconds, _) = await TimeAsync(() => bare.SendAsync(requests, AtOnce));
            // The first round warms up.
            if (round == 0) continue;
            ours.Add(workload.Count / seconds);
            floor.Add(workload.Count / bareSeconds);
            allocated.Add((double)bytes / workload.Count);
        }

        return
        [
            new($"{workload.Name}_per_s", Median(ours), "operations/s", Median(floor)),
            new($"{workload.Name}_rows_per_s", Median(ours) * workload.Rows, "rows/s", Median(floor) * workload.Rows),
            new($"{workload.Name}_bytes_per_row", Median(allocated) / workload.Rows, "bytes allocated/row", null),
        ];
    }

    /// <summary>Receive and delete can not be pre-built: a delete needs the receipt that its receive was given.</summary>
    private static async Task<IEnumerable<Line>> MeasureReceiveAsync(StorageService storage)
    {
        const int Messages = 300;
        var queue = storage.Queue("receive");
        await ForEachAsync(Messages, _ => queue.SendMessageAsync("{\"grant\":\"0123456789abcdef\",\"points\":12}"));
        var received = 0;
        var (seconds, bytes) = await TimeAsync(async () =>
        {
            while (await queue.ReceiveMessagesAsync(StorageLimits.MessagesPerReceive, TimeSpan.FromMinutes(1)) is { Count: > 0 } batch)
            {
                received += batch.Count;
                await Task.WhenAll(batch.Select(message => queue.DeleteMessageAsync(message.MessageId, message.PopReceipt)));
            }
        });
        return
        [
            new("storage.receive_delete_per_s", received / seconds, "messages/s", null),
            new("storage.receive_delete_bytes_per_row", (double)bytes / received, "bytes allocated/row", null),
        ];
    }

    private static async Task<string> FreshAsync(StorageService storage, string name)
    {
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

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static void Print(Line line, bool json)
    {
        var ratio = line.Baseline is { } baseline ? line.Value / baseline : (double?)null;
        Console.WriteLine(json
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"name":"{{line.Name}}","value":{{line.Value:F1}},"unit":"{{line.Unit}}","baseline":{{Number(line.Baseline)}},"ratio":{{Number(ratio)}}}""")
            : string.Create(CultureInfo.InvariantCulture, $"{line.Name,-44} {line.Value,12:F1} {line.Unit,-20} {line.Baseline,12:F1} {ratio,8:P0}"));
    }

    private static string Number(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "null";

    private sealed record Line(string Name, double Value, string Unit, double? Baseline);
}
