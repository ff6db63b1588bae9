using Grain.Functions.Ledgers.Activities.Streaks;

namespace Grain.Functions.Ledgers.Activities.Achievements;

/// <summary>
/// On which days achievements were reached, in the order of the days and not of arrival: what comes late moves the date to where it
/// belongs. Goes through the days once. Pure.
/// </summary>
internal sealed class ReachedDays
{
    /// <summary>Numbers that are in <see cref="DayTotals.Counts"/>; beside points these only grow.</summary>
    private static readonly string[] OfCounts =
        ["semanticHits", "raceWins", "factsStored", "toolCalls", "contributions", "reviews", "points", "tasks"];

    private readonly DayHistory history;
    private readonly ActivityTotals totals;
    private readonly DayCounts before;
    private readonly List<Goal> open;
    private readonly Dictionary<string, int> reached = new(StringComparer.Ordinal);

    private ReachedDays(ActivityAccount account, IEnumerable<Achievement> catalogue, DayHistory history)
    {
        (this.history, totals) = (history, account.Totals);
        var sum = history.Days.Values.Aggregate(default(DayTotals), JoinedActivity.Plus);
        var counted = history.Days.Where(each => each.Key > history.CountedAfter)
            .Aggregate(default(DayCounts), (counts, each) => counts.Plus(each.Value.Counts));
        var isWhole = history.CountedAfter == DayHistory.AllCounted;
        // What is on days that are not counted follows from the totals, where nothing else is missing on the days.
        if (!isWhole) before = DayCounts.Of(totals).Minus(counted);
        var areCountsKnown = isWhole || (totals.Late == 0 && sum.Events == totals.Events);
        open =
        [
            .. catalogue.Where(each => account.Unlocks.ContainsKey(each.Id) && each.When.Keys.All(Tell)).Select(each => new Goal(each)),
        ];

        bool Tell(string metric) => metric switch
        {
            "uniqueCallers" => totals.Callers <= 1, // of a space the days do not tell which callers were new
            "uniqueModels" => totals.ModelDays is not null,
            "subscriptionsConfigured" => totals.SubscriptionDays is not null,
            "points" => isWhole && counted.Points == totals.Points,
            _ => areCountsKnown || !OfCounts.Contains(metric),
        };
    }

    /// <summary>The first day on which all conditions of an unlocked achievement held, where the days tell.</summary>
    /// <param name="account">The account.</param>
    /// <param name="catalogue">All achievements.</param>
    /// <param name="today">What day it is there.</param>
    /// <param name="rules">How forgiving streaks are.</param>
    /// <param name="history">Its days.</param>
    /// <returns>Days by the ids of achievements.</returns>
    public static IReadOnlyDictionary<string, int> Of(
        ActivityAccount account, IEnumerable<Achievement> catalogue, DateOnly today, StreakConfig rules, DayHistory history)
    {
        var days = new ReachedDays(account, catalogue, history);
        if (days.open.Count > 0)
            days.GoThrough([.. Streak.DaysOf(account.Days, today, rules, account.Person.Bridged)], today.DayNumber + 1);
        return days.reached;
    }

    /// <param name="streak">The active days.</param>
    /// <param name="last">The last day that may have begun anywhere.</param>
    private void GoThrough(StreakDay[] streak, int last)
    {
        var (sum, active, longest, isCounted) = (default(DayTotals), 0, 0, history.CountedAfter == DayHistory.AllCounted);
        foreach (var day in history.Days.Keys.Union(streak.Select(each => each.Day)).Where(day => day <= last).Order())
        {
            if (!isCounted && day > history.CountedAfter)
            {
                (isCounted, sum) = (true, sum with { Counts = before });
                // On which of the days before is not known.
                var stats = StatsOf(history.CountedAfter, sum, active, longest);
                open.RemoveAll(goal => IsOfCounts(goal) && goal.IsReached(stats));
            }

            var own = history.Days.GetValueOrDefault(day);
            sum = JoinedActivity.Plus(sum, isCounted ? own : own with { Counts = default });
            if (active < streak.Length && streak[active].Day == day) longest = Math.Max(longest, streak[active++].Length);
            Look(day, StatsOf(day, sum, active, longest), isCounted);
        }
    }

    private void Look(int day, Stats stats, bool isCounted) => open.RemoveAll(goal =>
    {
        if ((!isCounted && IsOfCounts(goal)) || !goal.IsReached(stats)) return false;
        reached.Add(goal.Achievement.Id, day);
        return true;
    });

    private static bool IsOfCounts(Goal goal) => goal.Achievement.When.Keys.Any(OfCounts.Contains);

    private Stats StatsOf(int day, DayTotals sum, int active, int longest) => new()
    {
        TotalRequests = sum.Requests,
        TotalTokensSaved = sum.TokensSaved,
        TotalCostSaved = sum.CostSaved,
        CacheHits = sum.CacheHits,
        SemanticHits = sum.Counts.SemanticHits,
        UniqueCallers = Math.Min(1, sum.Requests),
        UniqueModels = Until(day, totals.ModelDays),
        RaceWins = sum.Counts.Races,
        FactsStored = sum.Counts.Facts,
        SubscriptionsConfigured = Until(day, totals.SubscriptionDays),
        DaysActive = active,
        LongestStreak = longest,
        ToolCalls = sum.Counts.ToolCalls,
        Contributions = sum.Counts.Contributions,
        Reviews = sum.Counts.Reviews,
        Points = sum.Counts.Points,
        Tasks = sum.Counts.Tasks,
        TotalEvents = sum.Events,
    };

    private static int Until(int day, IReadOnlyList<int>? firsts) => firsts?.Count(first => first > 0 && first <= day) ?? 0;
}
