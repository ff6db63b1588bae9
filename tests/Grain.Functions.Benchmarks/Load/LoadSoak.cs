using System.Diagnostics;
using System.Globalization;

namespace Grain.Functions.Benchmarks.Load;

/// <summary>The same traffic for long, at a rate that the app can do: its memory must not grow with what it has done.</summary>
internal static class LoadSoak
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    /// <summary>Runs it.</summary>
    public static async Task<List<Measurement>> RunAsync(LoadHouse house, LoadTraffic traffic, int clients, TimeSpan pause,
        TimeSpan length, CancellationToken cancellation)
    {
        List<(double Worker, double Host)> memory = [];
        var clock = Stopwatch.StartNew();
        var running = traffic.RunAsync(clients, length, pause, cancellation);
        while (await Task.WhenAny(running, Task.Delay(Look, TimeProvider.System, cancellation)) != running)
        {
            var look = house.Look();
            memory.Add((look[0].ResidentMiB, look[1].ResidentMiB));
            var waiting = memory.Count % 6 == 0 ? await house.WaitingAsync(cancellation) : 0;
            if (memory.Count % 6 == 0)
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{clock.Elapsed:hh\\:mm\\:ss} worker {look[0].ResidentMiB:F0} MiB, host {look[1].ResidentMiB:F0} MiB, "
                    + $"{waiting} messages wait"));
            if (memory.Count == (int)(length / Look / 2)) await traffic.CloseEpochsAsync();
        }

        var figures = await running;
        return
        [
            new Measurement("soak.minutes", clock.Elapsed.TotalMinutes, "min"),
            new Measurement("soak.answers_per_s", figures.Count / clock.Elapsed.TotalSeconds, "answers/s"),
            new Measurement("soak.p99_ms", figures.Quantile(0.99), "ms"),
            new Measurement("soak.errors", figures.Errors.Values.Sum(), "answers"),
            new Measurement("soak.waiting", await house.WaitingAsync(cancellation), "messages"),
            Of("soak.worker_mib", memory.ConvertAll(each => each.Worker)),
            Of("soak.host_mib", memory.ConvertAll(each => each.Host)),
        ];
    }

    /// <summary>The median of the last third beside that of the second: the first one warms up.</summary>
    private static Measurement Of(string name, List<double> memory)
    {
        var third = Math.Max(1, memory.Count / 3);
        return new Measurement(name, Median(memory.TakeLast(third)), "MiB", Median(memory.Skip(third).Take(third)));
    }

    private static double Median(IEnumerable<double> values) => values.DefaultIfEmpty(0).Order().ToArray() is var sorted
        ? sorted[sorted.Length / 2] : 0;
}
