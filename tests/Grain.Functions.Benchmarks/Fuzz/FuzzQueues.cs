using Grain.Functions.Storage;
using Grain.Local.Host;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>What waits in the app's queues, and what became of it.</summary>
/// <param name="host">Runs the functions.</param>
/// <param name="storage">Where the queues are.</param>
/// <param name="byHand">Whether nobody listens to them, so that messages are handed on here.</param>
internal sealed class FuzzQueues(FunctionsHost host, StorageService storage, bool byHand)
{
    private const int AtOnce = 32;
    private const int TriesMax = 5;
    private const int ShownMax = 600;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Works them off, or waits until they are, and tells of messages that cannot be worked off.</summary>
    public async Task<IReadOnlyList<string>> DrainAsync(CancellationToken cancellation) =>
        byHand ? await HandOnAsync(cancellation) : await WaitAsync(cancellation);

    private async Task<IReadOnlyList<string>> HandOnAsync(CancellationToken cancellation)
    {
        var faults = new List<string>();
        for (var worked = true; worked;)
        {
            worked = false;
            foreach (var name in Queues.All)
            {
                var function = host.Functions.Single(each => each.Trigger == "queueTrigger" && each.Queue == name).Name;
                foreach (var message in await storage.Queue(name).ReceiveAsync(AtOnce, TimeSpan.FromMinutes(5), cancellation))
                {
                    worked = true;
                    if (await FailureOfAsync(function, MessageQueue.TextOf(message.Body.ToString())!, cancellation) is { } failure)
                        faults.Add($"{function} fails: {failure}: {Cut(MessageQueue.TextOf(message.Body.ToString())!)}");
                    await storage.Queue(name).DeleteAsync(message.MessageId, message.PopReceipt, cancellation);
                }
            }
        }

        return faults;
    }

    private async Task<string?> FailureOfAsync(string function, string text, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await host.RunAsync(function, text, cancellation);
                return null;
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                if (tries == TriesMax) return fault.Message;
            }
        }
    }

    private async Task<IReadOnlyList<string>> WaitAsync(CancellationToken cancellation)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        for (var empty = 0; empty < 3 && TimeProvider.System.GetUtcNow() < until;)
        {
            var waiting = 0;
            foreach (var name in Queues.All) waiting += (await storage.Queue(name).PeekAsync(1, cancellation)).Count;
            empty = waiting == 0 ? empty + 1 : 0;
            await Task.Delay(Look, TimeProvider.System, cancellation);
        }

        var faults = new List<string>();
        foreach (var name in Queues.All)
            foreach (var message in await storage.Queue($"{name}-poison").PeekAsync(AtOnce, cancellation))
                faults.Add($"{name}-poison holds {Cut(MessageQueue.TextOf(message.Body.ToString()) ?? "")}");
        return faults;
    }

    private static string Cut(string text) => text.Length <= ShownMax ? text : text[..ShownMax];
}
