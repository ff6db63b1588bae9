namespace Grain.Simulation.Running;

/// <summary>All that is left to chance in a run, drawn from its seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Whether something happens that does so in this share of cases.</summary>
    public bool Chance(double share) => random.NextDouble() < share;

    /// <summary>From 0 to below <paramref name="count"/>.</summary>
    public int Below(int count) => random.Next(count);

    /// <summary>One of them.</summary>
    public T Pick<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];

    /// <summary>A time between two.</summary>
    public TimeSpan Between(double fromMilliseconds, double toMilliseconds) =>
        TimeSpan.FromTicks((long)((fromMilliseconds + (random.NextDouble() * (toMilliseconds - fromMilliseconds))) * 10_000));

    /// <summary>Bytes for ids.</summary>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Chance for somebody else, who then draws without disturbing this one.</summary>
    public Random Apart() => new(random.Next());
}
