using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>
/// What is known of a caller, or of a space, in numbers. The first twelve and the last three are those of a gateway, the rest those of a
/// community.
/// </summary>
public sealed record Stats
{
    /// <summary>Requests, failed ones included.</summary>
    public long TotalRequests { get; init; }

    /// <summary>Tokens that did not have to be spent.</summary>
    public long TotalTokensSaved { get; init; }

    /// <summary>Dollars that did not have to be spent.</summary>
    public Dollars TotalCostSaved { get; init; }

    /// <summary>Requests that a cache answered.</summary>
    public long CacheHits { get; init; }

    /// <summary>Those of them that were only similar.</summary>
    public long SemanticHits { get; init; }

    /// <summary>Different callers of requests.</summary>
    public long UniqueCallers { get; init; }

    /// <summary>Different models of requests.</summary>
    public long UniqueModels { get; init; }

    /// <summary>Races.</summary>
    public long RaceWins { get; init; }

    /// <summary>Facts stored and not replaced.</summary>
    public long FactsStored { get; init; }

    /// <summary>Days in a row, up to today or yesterday.</summary>
    public int StreakDays { get; init; }

    /// <summary>Different subscriptions.</summary>
    public long SubscriptionsConfigured { get; init; }

    /// <summary>Days with any activity.</summary>
    public int DaysActive { get; init; }

    /// <summary>The longest streak ever.</summary>
    public int LongestStreak { get; init; }

    /// <summary>Tool calls.</summary>
    public long ToolCalls { get; init; }

    /// <summary>Grants, corrections left out.</summary>
    public long Contributions { get; init; }

    /// <summary>Those of them for reviews.</summary>
    public long Reviews { get; init; }

    /// <summary>The sum of all grants.</summary>
    public Points Points { get; init; }

    /// <summary>Finished tasks.</summary>
    public long Tasks { get; init; }

    /// <summary>All of it together.</summary>
    public long TotalEvents { get; init; }

    /// <summary>Tokens of all questions.</summary>
    public long TotalTokensIn { get; init; }

    /// <summary>Tokens of all answers.</summary>
    public long TotalTokensOut { get; init; }

    /// <summary>Dollars that were spent on models.</summary>
    public Dollars TotalCost { get; init; }

    /// <summary>The numbers of an account.</summary>
    public static Stats Of(ActivityTotals totals, int daysActive, Streak streak) => new()
    {
        TotalRequests = totals.Requests,
        TotalTokensSaved = totals.TokensSaved,
        TotalCostSaved = totals.CostSaved,
        CacheHits = totals.CacheHits,
        SemanticHits = totals.SemanticHits,
        UniqueCallers = totals.Callers,
        UniqueModels = totals.Models.Count,
        RaceWins = totals.Races,
        FactsStored = totals.Facts,
        StreakDays = streak.Current,
        SubscriptionsConfigured = totals.Subscriptions.Count,
        DaysActive = daysActive,
        LongestStreak = streak.Longest,
        ToolCalls = totals.ToolCalls,
        Contributions = totals.Contributions,
        Reviews = totals.Reviews,
        Points = totals.Points,
        Tasks = totals.Tasks,
        TotalEvents = totals.Events,
        TotalTokensIn = totals.TokensIn,
        TotalTokensOut = totals.TokensOut,
        TotalCost = totals.Cost,
    };
}
