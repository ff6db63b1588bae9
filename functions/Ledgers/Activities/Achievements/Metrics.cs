namespace Grain.Functions.Ledgers.Activities.Achievements;

/// <summary>The numbers that achievements and species are unlocked by. Each only grows (corrections of points aside).</summary>
public static class Metrics
{
    private static readonly SortedDictionary<string, Func<Stats, decimal>> Known = new(StringComparer.Ordinal)
    {
        ["totalRequests"] = stats => stats.TotalRequests,
        ["totalTokensSaved"] = stats => stats.TotalTokensSaved,
        ["totalCostSaved"] = stats => stats.TotalCostSaved.ToDecimal(),
        ["cacheHits"] = stats => stats.CacheHits,
        ["semanticHits"] = stats => stats.SemanticHits,
        ["uniqueCallers"] = stats => stats.UniqueCallers,
        ["uniqueModels"] = stats => stats.UniqueModels,
        ["raceWins"] = stats => stats.RaceWins,
        ["factsStored"] = stats => stats.FactsStored,
        // What a streak has reached stays reached when it ends.
        ["streakDays"] = stats => stats.LongestStreak,
        ["subscriptionsConfigured"] = stats => stats.SubscriptionsConfigured,
        ["daysActive"] = stats => stats.DaysActive,
        ["toolCalls"] = stats => stats.ToolCalls,
        ["contributions"] = stats => stats.Contributions,
        ["reviews"] = stats => stats.Reviews,
        ["points"] = stats => stats.Points.ToDecimal(),
        ["tasks"] = stats => stats.Tasks,
        ["totalEvents"] = stats => stats.TotalEvents,
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The value of a metric.</summary>
    /// <exception cref="KeyNotFoundException">There is no such metric.</exception>
    public static decimal ValueOf(string metric, Stats stats) => Known[metric](stats);

    /// <summary>How the value of a metric is found.</summary>
    /// <exception cref="KeyNotFoundException">There is no such metric.</exception>
    internal static Func<Stats, decimal> Find(string metric) => Known[metric];
}
