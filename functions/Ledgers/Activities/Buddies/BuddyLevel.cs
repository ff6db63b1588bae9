namespace Grain.Functions.Ledgers.Activities.Buddies;

/// <summary>
/// How experience becomes levels: level = ⌊√(xp / 53)⌋, at least 1. Level n therefore begins at 53·n² experience, the first one at 0.
/// </summary>
/// <param name="Level">From 1.</param>
/// <param name="Xp">The experience.</param>
/// <param name="NextLevelAt">The experience at which the next level really begins.</param>
public sealed record BuddyLevel(long Level, long Xp, long NextLevelAt)
{
    private const long XpPerSquare = 53;

    /// <summary>
    /// Experience: a 240th of the tokens saved, and something for cache hits (50), races (25), stored facts (10), contributions (50) and
    /// finished tasks (10).
    /// </summary>
    public static long XpOf(Stats stats)
    {
        var xp = (stats.TotalTokensSaved / 240) + ((Int128)stats.CacheHits * 50) + ((Int128)stats.RaceWins * 25)
            + ((Int128)stats.FactsStored * 10)
            + ((Int128)stats.Contributions * 50) + ((Int128)stats.Tasks * 10);
        return (long)Int128.Min(xp, long.MaxValue);
    }

    /// <summary>The level of an amount of experience.</summary>
    /// <param name="xp">0 or more.</param>
    public static BuddyLevel Of(long xp)
    {
        var level = Math.Max(1, (long)Math.Sqrt((double)xp / XpPerSquare));
        // The square root is a floating-point guess; whole numbers decide.
        while (level > 1 && At(level) > xp) level--;
        while (At(level + 1) <= xp) level++;
        return new BuddyLevel(level, xp, (long)Int128.Min(At(level + 1), long.MaxValue));
    }

    /// <summary>The experience at which a level begins.</summary>
    internal static Int128 BeginsAt(long level) => level == 1 ? 0 : At(level);

    private static Int128 At(long level) => (Int128)XpPerSquare * level * level;
}
