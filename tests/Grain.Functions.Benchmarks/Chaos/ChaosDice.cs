namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>
/// Draws, for many threads. The seed decides what is drawn, and not who gets it: what goes on at once is never twice the same.
/// </summary>
internal sealed class ChaosDice(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>A number from 0 to below another.</summary>
    public int Below(int end)
    {
        lock (random) return random.Next(end);
    }

    /// <summary>Whether something happens that does so once in so many times.</summary>
    public bool Once(int inTimes) => Below(inTimes) == 0;

    /// <summary>One of them.</summary>
    public T Of<T>(IReadOnlyList<T> all) => all[Below(all.Count)];

    /// <summary>A time between two.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) =>
        least + TimeSpan.FromMilliseconds(Below((int)(most - least).TotalMilliseconds + 1));

    /// <summary>All of them, in another order.</summary>
    public T[] Shuffled<T>(IEnumerable<T> all) => [.. all.Select(each => (each, Order: Below(int.MaxValue))).OrderBy(each => each.Order)
        .Select(each => each.each)];
}
