namespace Grain.Functions.Tests.Fixtures;

/// <summary>
/// The time of the community in the fixture: it stands still until it is set, so that everything recorded, and every hash over it, is the
/// same whenever the recipe is played. Waiting and measuring go by the real time.
/// </summary>
internal sealed class FixtureClock(DateTimeOffset now) : TimeProvider
{
    private long ticks = now.UtcTicks;

    /// <summary>What it shows.</summary>
    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref ticks, value.UtcTicks);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
