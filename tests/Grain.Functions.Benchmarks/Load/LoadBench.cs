using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Grain.Functions.Benchmarks.Chaos;

namespace Grain.Functions.Benchmarks.Load;

/// <summary>
/// <c>bench load [--seconds N] [--soak MINUTES]</c>: all that comes to an app, at a rising rate; or for long at one that it can do.
/// </summary>
internal static class LoadBench
{
    /// <summary>Clients at once, stage by stage.</summary>
    private static readonly int[] Stages = [1, 4, 16, 64];

    private const int SoakClients = 8;

    private static readonly TimeSpan SoakPause = TimeSpan.FromMilliseconds(150);

    /// <summary>The backlog is done within that, or it is said how much is left.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Makes the command.</summary>
    public static Command CreateCommand()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long each stage takes.", DefaultValueFactory = _ => 20 };
        var soak = new Option<double>("--soak") { Description = "Minutes at one rate instead, to see whether memory grows." };
        var command = new Command("load", "Mixed traffic at a rising rate: answers, errors, memory, and how the backlog is worked off.")
        {
            seconds, soak,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var house = await LoadHouse.StartAsync(cancellation);
            var (dice, began) = (new ChaosDice(1), TimeProvider.System.GetUtcNow());
            var traffic = new LoadTraffic(house.Http, new ChaosDeeds(new ChaosBook("load"), dice, new ChaosTally(), began), dice);
            await traffic.FoundAsync();
            await traffic.RunAsync(4, TimeSpan.FromSeconds(3), TimeSpan.Zero, cancellation); // it warms up
            var measured = parsed.GetValue(soak) is > 0 and var minutes
                ? await LoadSoak.RunAsync(house, traffic, SoakClients, SoakPause, TimeSpan.FromMinutes(minutes), cancellation)
                : await RiseAsync(house, traffic, TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(seconds))), cancellation);
            BenchReport.Print(measured, parsed.GetValue(BenchReport.Json));
            return 0;
        });
        return command;
    }

    private static async Task<List<Measurement>> RiseAsync(
        LoadHouse house, LoadTraffic traffic, TimeSpan length, CancellationToken cancellation)
    {
        List<Measurement> measured = [];
        foreach (var clients in Stages)
        {
            var (before, clock) = (house.Look(), Stopwatch.StartNew());
            if (clients == Stages[^2]) await traffic.CloseEpochsAsync();
            var figures = await traffic.RunAsync(clients, length, TimeSpan.Zero, cancellation);
            var (seconds, after) = (clock.Elapsed.TotalSeconds, house.Look());
            var waiting = await house.WaitingAsync(cancellation);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{clients} clients: {string.Join(", ", after.Zip(before, (now, then) => now.Since(then, seconds)))} of one processor; ")
                + $"slowest are {string.Join(", ", figures.Slowest.Take(3).Select(each => $"{each.Kind} {each.P99 / 1000:F1} s"))}; "
                + (figures.Errors.IsEmpty ? "no errors" : string.Join(", ", figures.Errors.Select(each => $"{each.Value} × {each.Key}"))));
            measured.AddRange(Of(clients, figures, seconds, after, waiting));
        }

        measured.AddRange(await RecoverAsync(house, cancellation));
        measured.Add(new Measurement("load.put_aside", await house.PutAsideAsync(cancellation), "messages"));
        measured.Add(new Measurement("load.worker_at_rest_mib", house.Look()[0].ResidentMiB, "MiB"));
        return measured;
    }

    /// <summary>How long each queue takes until it is empty.</summary>
    private static async Task<List<Measurement>> RecoverAsync(LoadHouse house, CancellationToken cancellation)
    {
        var (start, backlog) = (Stopwatch.StartNew(), await house.QueuesAsync(cancellation));
        Dictionary<string, double> done = [];
        var left = backlog;
        while (left.Count > 0 && start.Elapsed < Patience)
        {
            await Task.Delay(200, cancellation);
            left = await house.QueuesAsync(cancellation);
            foreach (var queue in backlog.Keys)
                if (!left.ContainsKey(queue)) done.TryAdd(queue, start.Elapsed.TotalSeconds);
        }

        return
        [
            .. backlog.Select(each => new Measurement($"load.backlog.{each.Key}", each.Value, "messages")),
            .. done.Select(each => new Measurement($"load.backlog.{each.Key}_done_s", each.Value, "s")),
            new("load.backlog_left", left.Values.Sum(), "messages"),
        ];
    }

    private static IEnumerable<Measurement> Of(int clients, LoadFigures figures, double seconds, ProcessLook[] after, int waiting)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"load.{clients}.");
        return
        [
            new(name + "answers_per_s", figures.Count / seconds, "answers/s"),
            new(name + "p50_ms", figures.Quantile(0.5), "ms"),
            new(name + "p99_ms", figures.Quantile(0.99), "ms"),
            new(name + "p999_ms", figures.Quantile(0.999), "ms"),
            new(name + "webhooks_per_s", figures.Of(LoadTraffic.Webhook) / seconds, "answers/s"),
            new(name + "webhook_p50_ms", figures.Quantile(0.5, LoadTraffic.Webhook), "ms"),
            new(name + "webhook_p99_ms", figures.Quantile(0.99, LoadTraffic.Webhook), "ms"),
            new(name + "webhook_p999_ms", figures.Quantile(0.999, LoadTraffic.Webhook), "ms"),
            new(name + "webhook_errors",
                figures.Errors.Where(each => each.Key.StartsWith(LoadTraffic.Webhook, StringComparison.Ordinal)).Sum(each => each.Value),
                "answers"),
            new(name + "errors", figures.Errors.Values.Sum(), "answers"),
            new(name + "waiting", waiting, "messages"),
            new(name + "worker_mib", after[0].ResidentMiB, "MiB"),
        ];
    }
}
