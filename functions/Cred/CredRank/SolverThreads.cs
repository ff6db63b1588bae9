using System.Runtime.ExceptionServices;

namespace Grain.Functions.Cred.CredRank;

/// <summary>
/// Threads that work side by side for the time of one computation. Between two pieces of work the helpers stay awake: to wake
/// a thread takes about as long as its share of a sweep.
/// </summary>
/// <remarks>
/// Helpers come from the thread pool, and only once there is work for two. One that comes late or never costs time, not the
/// result: whoever is there takes what is left.
/// </remarks>
internal sealed class SolverThreads : IDisposable
{
    private readonly int threads;
    private readonly CancellationToken cancellation;
    private bool hasHelpers;
    private volatile bool isOver;
    private volatile Work? current;

    /// <param name="threads">How many threads work at a time, that of the caller included; at least 1.</param>
    /// <param name="cancellation">Ends the computation at the next piece of work.</param>
    public SolverThreads(int threads, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (this.threads, this.cancellation) = (threads, cancellation);
    }

    /// <summary>Does all parts of a piece of work, in any order, and returns when they are done. Called by one thread at a time.</summary>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="part">Does the part of this number.</param>
    /// <exception cref="OperationCanceledException">The computation was cancelled before this piece of work.</exception>
    /// <remarks>If parts fail, the fault of the first one by number is thrown, so that it does not depend on timing.</remarks>
    public void Run(int parts, Action<int> part)
    {
        this.cancellation.ThrowIfCancellationRequested();
        if (this.threads == 1 || parts < 2)
        {
            for (var number = 0; number < parts; number++) part(number);
            return;
        }

        if (!hasHelpers) CallHelpers();
        var work = new Work(parts, this.threads, part);
        this.current = work;
        work.Join(0);
        work.WaitUntilDone();
        this.current = null;
    }

    /// <summary>Sends the helpers away.</summary>
    public void Dispose() => isOver = true;

    private void CallHelpers()
    {
        hasHelpers = true;
        for (var helper = 1; helper < this.threads; helper++) ThreadPool.UnsafeQueueUserWorkItem(Help, helper, preferLocal: false);
    }

    private void Help(int helper)
    {
        var wait = new SpinWait();
        Work? done = null;
        while (!isOver)
        {
            if (this.current is not { } work || work == done)
            {
                wait.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            work.Join(helper);
            (done, wait) = (work, default);
        }
    }

    /// <summary>
    /// One piece of work. Each thread has a stretch of parts that follow each other, so that it finds in its caches what it had there
    /// the last time; when it is through with it, it helps with the others'.
    /// </summary>
    private sealed class Work(int parts, int threads, Action<int> part)
    {
        // So far apart that no two threads' counters share a line of the cache.
        private const int Apart = 16;

        private readonly int[] taken = new int[threads * Apart];
        private readonly Exception?[] faults = new Exception?[parts];
        private int done;

        public void Join(int thread)
        {
            for (var turn = 0; turn < threads; turn++)
            {
                var stretch = (thread + turn) % threads;
                var (begin, end) = (First(stretch), First(stretch + 1));
                for (int number; (number = begin + Interlocked.Increment(ref this.taken[stretch * Apart]) - 1) < end;) Do(number);
            }
        }

        public void WaitUntilDone()
        {
            var wait = new SpinWait();
            while (Volatile.Read(ref this.done) < parts) wait.SpinOnce(sleep1Threshold: -1);
            if (Array.Find(faults, fault => fault is not null) is { } first) ExceptionDispatchInfo.Throw(first);
        }

        private int First(int stretch) => (int)((long)parts * stretch / threads);

        private void Do(int number)
        {
            try
            {
                part(number);
            }
            catch (Exception fault)
            {
                faults[number] = fault; // thrown to the caller of Run
            }

            Interlocked.Increment(ref this.done);
        }
    }
}
