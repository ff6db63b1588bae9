using Microsoft.Extensions.Time.Testing;

namespace Grain.Functions.Tests.Local.Backfill;

/// <summary>A clock that jumps over every wait, and remembers how long they were.</summary>
internal sealed class SkippingTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    public List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // HttpClient has a timer of its own, which never comes here: only waits do.
        Waits.Add(dueTime);
        now += dueTime;
        var timer = new FakeTimeProvider(now).CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return timer;
    }
}
