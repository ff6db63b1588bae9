using System.Runtime.CompilerServices;
using Grain.Functions;
using Grain.Functions.Health;
using Grain.Functions.Storage;

namespace Grain.Local.Doctor;

/// <summary>What waits in the queues, and what was put aside.</summary>
internal sealed class QueuesCheck(StorageService storage, PoisonMessages poison, TimeProvider time)
{
    /// <summary>What can be taken is taken within seconds; after so long nobody is there who takes it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (waiting, faults) = (0, 0);
        foreach (var name in Queues.All)
        {
            var queue = storage.Queue(name);
            waiting += await queue.CountAsync(cancellation);
            if (await queue.PeekAsync(1, cancellation) is [{ InsertedOn: { } sent, DequeueCount: 0 }] && time.GetUtcNow() - sent > Patience)
            {
                faults++;
                yield return Finding.Fault("queues",
                    $"{name}: the first message has waited since {sent:yyyy-MM-dd HH:mm}Z, and nobody takes it",
                    "see whether the app runs, and whether the setting AzureWebJobs.NAME.Disabled switches its function off");
            }

            if (await poison.ListAsync(name, cancellation) is not ({ Count: > 0 } first, var count)) continue;
            faults++;
            yield return Finding.Fault("poison",
                $"{name}: {Shown.Count(count, "message")} put aside; the first: {PlainLine.Of(first[0].Reason, 200)}",
                $"./grain poison list --queue {name} shows them; put the cause right, then ./grain poison replay --queue {name}");
        }

        if (faults == 0) yield return Finding.Ok("queues", $"{Shown.Count(waiting, "message")} wait, none was put aside");
    }
}
