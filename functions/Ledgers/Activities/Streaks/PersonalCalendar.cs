namespace Grain.Functions.Ledgers.Activities.Streaks;

/// <summary>Which day a moment belongs to, in somebody's own time zone.</summary>
internal static class PersonalCalendar
{
    /// <summary>The date that the person's clock shows.</summary>
    public static DateOnly DayOf(DateTimeOffset at, string timeZone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, CalendarZone.OrUtc(timeZone)).DateTime);

    /// <summary>How a day is told where a moment is expected: its midnight, in UTC.</summary>
    public static DateTimeOffset MomentOf(int day) => new(DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>
    /// The dates that moving the clock to another zone cuts short or skips: who flies east over midnight loses the rest of the day. A
    /// streak does not end on them.
    /// </summary>
    public static IEnumerable<int> DaysLost(DateTimeOffset at, string from, string to)
    {
        for (var day = DayOf(at, from).DayNumber; day < DayOf(at, to).DayNumber; day++) yield return day;
    }
}
