namespace Grain.Simulation.Running;

/// <summary>
/// One thread and one clock. All that happens is an event at a moment; between two events whatever can go on without one goes on until it
/// waits again. The pool has one thread, which also runs this: so the order of everything follows from the events alone.
/// </summary>
/// <remarks>
/// The pool's own queue is what makes it whole: whatever the app and the SDK begin (tasks, parallel loops,
/// continuations of semaphores) lies
/// there, and is let go on before the next event. Nothing in the app knows of this.
/// </remarks>
internal sealed class Conductor(DateTimeOffset start) : IThreadPoolWorkItem
{
    /// <summary>No run has as many; one that does goes round in a circle.</summary>
    private const int StepsMax = 500_000;

    private readonly PriorityQueue<Action, (long At, long Number)> events = new();
    private readonly TaskCompletionSource stalled = new();
    private long numbers;
    private bool isOver;

    /// <summary>The moment of the event that is under way.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Events so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Called after each event, when all waits again.</summary>
    public Action AfterStep { get; set; } = () => { };

    /// <summary>Leaves the pool one thread. Once, before anything runs there.</summary>
    public static void TakeThePool()
    {
        ThreadPool.SetMinThreads(1, 1);
        if (!ThreadPool.SetMaxThreads(1, 1)) throw new InvalidOperationException("The pool cannot be left one thread.");
    }

    /// <summary>Does something later; what is due at the same moment comes in the order in which it was asked for.</summary>
    public void After(TimeSpan wait, Action act) =>
        events.Enqueue(act, ((Now + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero)).UtcTicks, numbers++));

    /// <summary>Waits.</summary>
    public Task DelayAsync(TimeSpan wait)
    {
        var over = new TaskCompletionSource();
        After(wait, over.SetResult);
        return over.Task;
    }

    /// <summary>Runs work on this clock. Called on the pool's thread.</summary>
    /// <exception cref="InvalidOperationException">All waits, and for nothing.</exception>
    public async Task RunAsync(Func<Task> work)
    {
        var running = work();
        Continue();
        await await Task.WhenAny(running, stalled.Task);
        isOver = true;
    }

    /// <summary>Ends the run with a fault.</summary>
    public void Break(Exception fault) => stalled.TrySetException(fault);

    /// <inheritdoc/>
    public void Execute()
    {
        if (isOver || stalled.Task.IsFaulted) return;
        if (ThreadPool.PendingWorkItemCount == 0)
        {
            if (Steps > 0) AfterStep();
            if (!events.TryDequeue(out var act, out var due))
            {
                stalled.TrySetException(new InvalidOperationException("All waits, and nothing will ever happen."));
                return;
            }

            Now = new DateTimeOffset(Math.Max(due.At, Now.UtcTicks), TimeSpan.Zero);
            if (++Steps > StepsMax) Break(new InvalidOperationException("It goes on for ever."));
            try
            {
                act();
            }
            catch (Exception fault)
            {
                Break(fault);
            }
        }

        Continue();
    }

    private void Continue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
}
