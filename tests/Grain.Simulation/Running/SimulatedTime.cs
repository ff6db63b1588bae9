namespace Grain.Simulation.Running;

/// <summary>The clock of a process: the conductor's, and wrong by as much as the process's clock is.</summary>
/// <param name="conductor">Whose time it is.</param>
/// <param name="isDead">Whether the process is gone: then nothing that waits is woken.</param>
internal sealed class SimulatedTime(Conductor conductor, Func<bool> isDead) : TimeProvider
{
    /// <summary>How wrong the clock is.</summary>
    public TimeSpan Skew { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => conductor.Now + Skew;

    /// <inheritdoc/>
    public override long GetTimestamp() => conductor.Now.UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private readonly Conductor conductor = time.Conductor;
        private long set;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var mine = ++set;
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            conductor.After(dueTime, () =>
            {
                if (set != mine || time.IsDead()) return;
                callback(state);
                if (set == mine && period > TimeSpan.Zero) Change(period, period);
            });
            return true;
        }

        public void Dispose() => set++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }

    private Conductor Conductor => conductor;

    private bool IsDead() => isDead();
}
