namespace Grain.Functions.Hosting;

/// <summary>
/// Lets senders go before messages where both are served by one process. A sender hangs up after some seconds, and a message waits in its
/// queue as well as here: so while many proven deliveries are being taken, few messages of each queue are worked off at once. There are
/// always some, so that a queue never stands still.
/// </summary>
internal sealed class IntakeFirst
{
    /// <summary>So many deliveries at once are many.</summary>
    internal const int BusyFrom = 8;

    /// <summary>So many messages of a queue are worked off at once meanwhile.</summary>
    internal const int MessagesMax = 2;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Turns> queues = new(StringComparer.Ordinal);
    private int deliveries;

    /// <summary>A delivery is being taken, until what is given is disposed of.</summary>
    public IDisposable Deliver()
    {
        lock (gate) deliveries++;
        return new End(() =>
        {
            lock (gate)
                if (--deliveries < BusyFrom)
                    foreach (var turns in queues.Values) Admit(turns);
        });
    }

    /// <summary>Waits until a message may be worked off, which it is until what is given is disposed of.</summary>
    /// <param name="queue">Its queue.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IDisposable> TurnAsync(string queue, CancellationToken cancellation)
    {
        Turns? turns;
        TaskCompletionSource mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (!queues.TryGetValue(queue, out turns)) queues[queue] = turns = new Turns();
            turns.Waiting.Enqueue(mine);
            Admit(turns);
        }

        using (cancellation.Register(() => mine.TrySetCanceled(cancellation))) await mine.Task;
        return new End(() =>
        {
            lock (gate)
            {
                turns.Going--;
                Admit(turns);
            }
        });
    }

    private void Admit(Turns turns)
    {
        while ((deliveries < BusyFrom || turns.Going < MessagesMax) && turns.Waiting.TryDequeue(out var next))
            if (next.TrySetResult()) turns.Going++; // else it has given up
    }

    private sealed class Turns
    {
        public int Going { get; set; }
        public Queue<TaskCompletionSource> Waiting { get; } = [];
    }

    private sealed class End(Action end) : IDisposable
    {
        private Action? end = end;

        public void Dispose() => Interlocked.Exchange(ref end, null)?.Invoke();
    }
}
