using Grain.Functions.Ledgers.Activities.Streaks;

namespace Grain.Functions.Ledgers.Activities.Achievements;

/// <summary>
/// When achievements that go by active days were reached, in the order of the days and not of arrival: what comes late moves the date to
/// where it belongs. Pure.
/// </summary>
internal static class ReachedDays
{
    /// <summary>The dates of unlocked achievements, put right where the days alone tell; the others stay as they were written.</summary>
    /// <param name="account">The account.</param>
    /// <param name="catalogue">All achievements.</param>
    /// <param name="timeZone">The zone of its days.</param>
    /// <param name="today">What day it is there.</param>
    /// <param name="rules">How forgiving streaks are.</param>
    public static SortedDictionary<string, DateTimeOffset> UnlocksOf(
        ActivityAccount account, IEnumerable<Achievement> catalogue, string timeZone, DateOnly today, StreakConfig rules)
    {
        SortedDictionary<string, DateTimeOffset>? changed = null;
        StreakDay[]? streak = null;
        foreach (var achievement in catalogue)
        {
            if (!account.Unlocks.TryGetValue(achievement.Id, out var written) || !achievement.When.Keys.All(IsOfDays)) continue;
            streak ??= [.. Streak.DaysOf(account.Days, today, rules, account.Person.Bridged)];
            if (DayOf(achievement, streak) is not { } day || PersonalCalendar.DayOf(written, timeZone).DayNumber == day) continue;
            changed ??= new(account.Unlocks, StringComparer.Ordinal);
            changed[achievement.Id] = new DateTimeOffset(DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        return changed ?? account.Unlocks;
    }

    private static bool IsOfDays(string metric) => metric is "streakDays" or "daysActive";

    /// <summary>The first day on which all conditions hold, since none of them ceases to.</summary>
    private static int? DayOf(Achievement achievement, StreakDay[] streak)
    {
        var reached = 0;
        foreach (var (metric, atLeast) in achievement.When)
        {
            var place = metric == "daysActive" ? (atLeast <= streak.Length ? (int)Math.Ceiling(atLeast) - 1 : -1)
                : Array.FindIndex(streak, day => day.Length >= atLeast);
            if (place < 0) return null;
            reached = Math.Max(reached, streak[place].Day);
        }

        return reached;
    }
}
