namespace Grain.Functions.Ledgers.Activities.Streaks;

/// <summary>
/// Days in a row. Pure arithmetic on dates of the person's own calendar: an hour more or less on a day makes no difference.
/// </summary>
/// <param name="Current">The active days of the streak that is still alive; 0 when there is none.</param>
/// <param name="Longest">The most active days that a streak ever had.</param>
/// <param name="LastActive">The last active day.</param>
/// <param name="Since">The first day of the current streak.</param>
/// <param name="FreezesLeft">Freeze tokens in hand.</param>
/// <param name="FreezesUsed">Freeze tokens that have bridged a missed day, ever.</param>
public sealed record Streak(int Current, int Longest, DateOnly? LastActive, DateOnly? Since, int FreezesLeft, int FreezesUsed)
{
    /// <summary>
    /// The streak as of a day. A day without activity ends it, except: today, which is not over (one day of grace); a day in
    /// <paramref name="bridged"/>, which does not count either way; and a day for which there is a freeze token.
    /// </summary>
    /// <param name="days">The active days.</param>
    /// <param name="today">Today in the person's calendar. Days after it, of a person who has travelled west, count as today.</param>
    /// <param name="rules">How forgiving the space is.</param>
    /// <param name="bridged">Days that were repaired, and days that a journey has cut short.</param>
    public static Streak Of(DaySet days, DateOnly today, StreakConfig rules, IReadOnlySet<int>? bridged = null)
    {
        var (longest, last) = (0, default(StreakDay?));
        foreach (var day in DaysOf(days, today, rules, bridged)) (longest, last) = (Math.Max(longest, day.Length), day);
        if (last is not { } end) return new Streak(0, 0, null, null, 0, 0);
        var isAlive = Missed(end.Day, today.DayNumber, bridged) <= end.Tokens;
        return new Streak(
            isAlive ? end.Length : 0, longest, DateOnly.FromDayNumber(end.Day), isAlive ? DateOnly.FromDayNumber(end.Since) : null,
            end.Tokens, end.Used);
    }

    /// <summary>Every active day, earliest first, with how long the streak is on it.</summary>
    /// <inheritdoc cref="Of(DaySet, DateOnly, StreakConfig, IReadOnlySet{int}?)" path="/param"/>
    internal static IEnumerable<StreakDay> DaysOf(DaySet days, DateOnly today, StreakConfig rules, IReadOnlySet<int>? bridged)
    {
        int length = 0, tokens = 0, used = 0, since = 0;
        int? last = null;
        foreach (var day in days.Days)
        {
            if (day > today.DayNumber + 1) break; // of before there was a bound; it is nobody's day yet
            if (last is { } before && Missed(before, day, bridged) is var missed && missed <= tokens)
            {
                (tokens, used) = (tokens - missed, used + missed);
                length++;
            }
            else
            {
                (length, since) = (1, day);
            }

            if (rules.FreezeEveryDays > 0 && length % rules.FreezeEveryDays == 0) tokens = Math.Min(tokens + 1, rules.FreezesMax);
            last = day;
            yield return new StreakDay(day, length, since, tokens, used);
        }
    }

    /// <summary>The days between two others on which nothing happened and nothing excuses it.</summary>
    private static int Missed(int from, int to, IReadOnlySet<int>? bridged)
    {
        var count = Math.Max(0, to - from - 1);
        foreach (var day in bridged ?? EmptyDays)
            if (day > from && day < to) count--;
        return count;
    }

    private static readonly HashSet<int> EmptyDays = [];
}

/// <summary>An active day of a streak.</summary>
/// <param name="Day">Which.</param>
/// <param name="Length">How many active days the streak has with it.</param>
/// <param name="Since">The streak's first day.</param>
/// <param name="Tokens">Freeze tokens in hand.</param>
/// <param name="Used">Freeze tokens used so far, ever.</param>
internal readonly record struct StreakDay(int Day, int Length, int Since, int Tokens, int Used);
