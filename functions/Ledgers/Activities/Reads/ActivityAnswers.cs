using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>What the API answers for one fact.</summary>
/// <param name="Id">Which.</param>
/// <param name="Outcome">
/// <c>counted</c>, <c>counted-late</c>, <c>seen-before</c>, <c>conflicts-with-earlier</c>, <c>opted-out</c>, <c>refused</c>, and of a line
/// also <c>invalid</c> and
/// <c>failed</c>.
/// </param>
/// <param name="Line">Of a stream: its line.</param>
/// <param name="Errors">What is wrong with it.</param>
internal sealed record FactAnswer(string? Id, string Outcome, int? Line = null, IReadOnlyList<Fault>? Errors = null)
{
    public static string Word(ActivityOutcome outcome) => outcome switch
    {
        ActivityOutcome.Counted => "counted",
        ActivityOutcome.CountedLate => "counted-late",
        ActivityOutcome.SeenBefore => "seen-before",
        ActivityOutcome.ConflictsWithEarlier => "conflicts-with-earlier",
        ActivityOutcome.OptedOut => "opted-out",
        _ => "refused",
    };
}

/// <summary>What the API answers for an array of facts: one outcome each, in the order given.</summary>
internal sealed record FactAnswers(int Counted, int SeenBefore, int Conflicts, IReadOnlyList<FactAnswer> Outcomes)
{
    public static FactAnswers Of(IReadOnlyList<ActivityFact> facts, IReadOnlyList<ActivityOutcome> outcomes) => new(
        outcomes.Count(outcome => outcome is ActivityOutcome.Counted or ActivityOutcome.CountedLate),
        outcomes.Count(outcome => outcome is ActivityOutcome.SeenBefore),
        outcomes.Count(outcome => outcome is ActivityOutcome.ConflictsWithEarlier),
        [.. facts.Zip(outcomes, (fact, outcome) => new FactAnswer(fact.Id, FactAnswer.Word(outcome)))]);
}

/// <summary>The facts lie in the queue.</summary>
internal sealed record FactsQueued(int Queued);

/// <summary>Numbers of a caller or of the space.</summary>
internal sealed record StatsAnswer(string Space, string? Caller, Stats Stats);

/// <summary>A buddy.</summary>
internal sealed record BuddyAnswer(string Space, string? Caller, Buddy Buddy);

/// <summary>
/// Achievements: those that are unlocked, the latest first; those that are not, the nearest first; and how many of a hundred are.
/// </summary>
internal sealed record AchievementsAnswer(string Space, string? Caller, IReadOnlyList<UnlockedAnswer> Unlocked,
    IReadOnlyList<LockedAnswer> Locked, int Progress)
{
    public static AchievementsAnswer Of(ActivityView view)
    {
        var (stats, unlocks, catalogue) = (view.Stats, view.Account.Unlocks, view.Space.Config.Activity.Catalogue);
        var unlocked = catalogue.Where(each => unlocks.ContainsKey(each.Id))
            .Select(each => new UnlockedAnswer(each.Id, each.Title, each.Description, each.Icon, each.Category, unlocks[each.Id]))
            .OrderByDescending(each => each.UnlockedAt)
            .ToArray();
        var locked = catalogue.Where(each => !unlocks.ContainsKey(each.Id))
            .Select(each => new LockedAnswer(each.Id, each.Title, each.Description, each.Icon, each.Category, each.Progress(stats),
                each.Missing(stats)))
            .OrderByDescending(each => each.Progress);
        return new AchievementsAnswer(view.Space.Name, view.CallerOrNull, unlocked, [.. locked], Percent(unlocked.Length, catalogue.Count));
    }

    /// <summary>How many of a hundred, rounded; 100 only when all are.</summary>
    private static int Percent(int unlocked, int all) =>
        unlocked == all ? 100 : Math.Min(99, (int)Math.Round(100.0 * unlocked / all, MidpointRounding.AwayFromZero));
}

/// <summary>An unlocked achievement.</summary>
internal sealed record UnlockedAnswer(string Id, string Title, string Description, string Icon, string Category, DateTimeOffset UnlockedAt);

/// <summary>An achievement that is still to be reached.</summary>
internal sealed record LockedAnswer(
    string Id, string Title, string Description, string Icon, string Category, int Progress,
    IReadOnlyList<Achievements.MissingPart> Missing);

/// <summary>
/// A streak, with the zone of its days, what day it is there, and the last day on which something has to happen for it to go on.
/// </summary>
internal sealed record StreakAnswer(string Space, string? Caller, string TimeZone, DateOnly Today, DateOnly? AliveUntil, Streak Streak);

/// <summary>A heatmap.</summary>
internal sealed record HeatmapAnswer(string Space, string? Caller, DateOnly From, DateOnly To, long Total, int ActiveDays,
    IReadOnlyList<HeatmapDay> Days)
{
    public static HeatmapAnswer Of(ActivityView view, DateOnly first, DateOnly last, IReadOnlyDictionary<int, DayTotals> totals)
    {
        var map = Heatmap.Of(first, last.DayNumber - first.DayNumber + 1, totals);
        return new HeatmapAnswer(view.Space.Name, view.CallerOrNull, first, last, map.Sum(day => day.Count),
            map.Count(day => day.Count > 0), map);
    }
}

/// <summary>
/// Recent events, newest first. <c>Next</c>: ask for the events <c>after</c> this for older ones; absent at the end. A page may be short,
/// or empty, and yet not be the last.
/// </summary>
internal sealed record EventsAnswer(string Space, string? Caller, IReadOnlyList<EventAnswer> Events, string? Next);

/// <summary>An event as people see it.</summary>
/// <param name="Ts">When it happened.</param>
/// <param name="Type">What it was.</param>
/// <param name="Caller">Whose it was; absent for the space's own.</param>
/// <param name="Detail">In words.</param>
/// <param name="Icon">An emoji.</param>
/// <param name="Id">The request, grant, task, achievement, ….</param>
/// <param name="RecordedAt">When Grain heard of it: the order of the feed.</param>
internal sealed record EventAnswer(DateTimeOffset Ts, string Type, string? Caller, string Detail, string Icon, string Id,
    DateTimeOffset RecordedAt);

/// <summary>A forecast.</summary>
internal sealed record ForecastAnswer(
    string Space, string? Caller, decimal Next7DaysSavings, decimal Next30DaysSavings, decimal Next365DaysSavings, int BasedOnDays,
    int WindowDays,
    decimal DailyAverage, Trend Trend, double Confidence, ForecastIntervals Intervals)
{
    public static ForecastAnswer Of(ActivityView view, Forecast forecast) => new(
        view.Space.Name, view.CallerOrNull, forecast.Next7Days.Expected, forecast.Next30Days.Expected, forecast.Next365Days.Expected,
        forecast.BasedOnDays, Forecast.WindowDays, forecast.DailyAverage, forecast.Trend, Forecast.Confidence,
        new ForecastIntervals(forecast.Next7Days, forecast.Next30Days, forecast.Next365Days));
}

/// <summary>What lies around the expected values.</summary>
internal sealed record ForecastIntervals(ForecastRange Next7Days, ForecastRange Next30Days, ForecastRange Next365Days);

/// <summary>
/// What a person has decided. <c>Key</c> opens what is private, sent as <c>X-Activity-Key</c>; told once, when it is made.
/// </summary>
internal sealed record PersonAnswer(
    string Caller, string? TimeZone, Privacy Privacy, string? Species, IReadOnlyList<DateOnly>? Repairs, string? Key);
