using System.Text;

namespace Grain.Functions.Benchmarks.Webhooks;

/// <summary>Bodies of 10 MB one after the other: what stays in memory after many of them beside what stays after the first few.</summary>
internal static class LargeBodies
{
    /// <summary>Enough that a growth of a hundredth of a body a delivery shows.</summary>
    public const int Usual = 160;

    /// <summary>Fewer do not warm the buffers up.</summary>
    public const int Least = 2 * First;

    private const int First = 10;
    private const int BodyBytes = 10 << 20;

    /// <summary>Sends them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="send">Sends one of them.</param>
    public static async Task<IReadOnlyList<Measurement>> SendAsync(int count, Func<byte[], Task> send)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Least);
        var body = Encoding.UTF8.GetBytes($$"""{"zen":"{{new string('z', BodyBytes - 32)}}","hook_id":1}""");
        var highest = 0L;
        Memory? first = null;
        for (var i = 1; i <= count; i++)
        {
            await send(body);
            highest = Math.Max(highest, Environment.WorkingSet);
            if (i != First) continue;
            first = Memory.Now(highest);
            highest = 0;
        }

        var last = Memory.Now(highest);
        return
        [
            new Measurement("webhooks.large_bodies_live_mib", last.Live, "MiB live", first!.Live),
            new Measurement("webhooks.large_bodies_mib", last.Highest, "MiB resident", first.Highest),
        ];
    }

    /// <summary>In MiB.</summary>
    /// <param name="Live">What is reachable: the managed heap after everything that is not was collected.</param>
    /// <param name="Highest">The most that was resident, what waits for the collector included.</param>
    private sealed record Memory(double Live, double Highest)
    {
        public static Memory Now(long highest)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            return new Memory(Mib(GC.GetTotalMemory(forceFullCollection: false)), Mib(highest));
        }

        private static double Mib(long bytes) => (double)bytes / (1 << 20);
    }
}
