using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Health;

/// <summary>
/// The timer function <c>HealthMeasure</c>: how long the queues are, how long their first message has waited, and what was put aside. It
/// asks only if somebody listens: each queue is three operations.
/// </summary>
internal sealed class MeasureQueues(StorageService storage, FunctionCatalogue catalogue, TimeProvider time)
{
    [Function("HealthMeasure")]
    public async Task RunAsync([TimerTrigger("10 */5 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        if (!Measures.Poison.Enabled) return;
        var own = storage.For("failures");
        foreach (var name in await catalogue.QueuesAsync())
        {
            var queue = own.Queue(name);
            var length = await queue.CountAsync(cancellation);
            var first = length == 0 ? [] : await queue.PeekAsync(1, cancellation);
            Measures.QueueLength.Keep(length, name);
            Measures.QueueAge.Keep(first is [{ InsertedOn: { } sent }] ? Math.Max(0, (time.GetUtcNow() - sent).TotalSeconds) : 0, name);
            Measures.Poison.Keep(await own.Queue(name + PoisonMessages.Suffix).CountAsync(cancellation), name);
        }
    }
}
