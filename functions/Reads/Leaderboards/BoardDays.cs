namespace Grain.Functions.Reads.Leaderboards;

/// <summary>
/// The days of a space's calendar, numbered: they begin at the time of day at which its epochs begin, in its time zone, so that
/// every epoch is whole days.
/// </summary>
/// <param name="Start">The time of day at which a day begins.</param>
/// <param name="TimeZone">The calendar's time zone.</param>
internal sealed record BoardDays(TimeSpan Start, string TimeZone)
{
    private static readonly DateTimeOffset Earliest = new(EpochSchedule.YearMin, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(EpochSchedule.YearMax, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly EpochSchedule days = new()
    {
        LengthDays = 1,
        Anchor = new DateTime(2000, 1, 2, 0, 0, 0, DateTimeKind.Unspecified) + Start,
        TimeZone = CalendarZone.OrUtc(TimeZone).Id
    };
    private readonly TimeZoneInfo zone = CalendarZone.OrUtc(TimeZone);

    /// <summary>The days of a schedule.</summary>
    public static BoardDays Of(EpochSchedule schedule) => new(schedule.Anchor.TimeOfDay, schedule.TimeZone);

    /// <summary>
    /// The day that a moment belongs to. A ledger may hold any moment; what no calendar reckons with stands on its first or last day.
    /// </summary>
    public int Of(DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(days.Containing(Clamped(moment)).Start, zone).DateTime).DayNumber;

    /// <summary>When a day begins.</summary>
    public DateTimeOffset StartOf(int day)
    {
        var within = DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue) + Start + TimeSpan.FromHours(12);
        return days.Containing(new DateTimeOffset(within, zone.GetUtcOffset(within))).Start;
    }

    private static DateTimeOffset Clamped(DateTimeOffset moment) => moment < Earliest ? Earliest : moment > Latest ? Latest : moment;

    /// <inheritdoc/>
    public bool Equals(BoardDays? other) => other is not null && other.Start == Start && other.TimeZone == TimeZone;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Start, TimeZone);
}
