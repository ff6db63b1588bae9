namespace Grain.Functions.Tests.Storage;

/// <summary>A clock on which every wait is over at once; it notes how long it should have been.</summary>
internal sealed class SteppingTime : TimeProvider
{
    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
