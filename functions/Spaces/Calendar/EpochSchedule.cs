namespace Grain.Functions.Spaces.Calendar;

/// <summary>
/// How a space's time is cut into epochs: without gaps, each a whole number of days of the space's own calendar. Where the
/// clocks change, an epoch is an hour longer or shorter and still begins at the same time of day.
/// </summary>
public sealed record EpochSchedule
{
    /// <summary>The first year in which anything of a calendar may lie.</summary>
    public const int YearMin = 1970;

    /// <summary>The last one. Far from where dates end, so that reckoning a few epochs further cannot overflow.</summary>
    public const int YearMax = 2200;

    /// <summary>The longest epoch: ten years.</summary>
    public const int LengthDaysMax = 3660;

    /// <summary>Length of an epoch in days, 1 to <see cref="LengthDaysMax"/>. Default: a week.</summary>
    /// <value>1 to <see cref="LengthDaysMax"/></value>
    /// <example>14</example>
    public int LengthDays { get; set; } = 7;

    /// <summary>
    /// A time at which an epoch begins; the others follow from it both ways. Whole minutes. Written without an offset it is a
    /// time of the space's calendar, for example <c>2026-11-15T00:00:00</c>; with <c>Z</c> it is UTC. Default: a Sunday, midnight.
    /// </summary>
    /// <value>a whole minute in the years <see cref="YearMin"/> to <see cref="YearMax"/></value>
    /// <example>"2026-11-16T09:00:00"</example>
    public DateTime Anchor { get; set; } = new(2000, 1, 2, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>The time zone of the calendar, by its IANA name, for example <c>Europe/Vienna</c>. Default: <c>UTC</c>.</summary>
    /// <value>an IANA name</value>
    /// <example>"Europe/Vienna"</example>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>
    /// The first epoch is the one that contains this moment. Default: when the space was made. It cannot change once there is an epoch.
    /// </summary>
    /// <value>a time in the years <see cref="YearMin"/> to <see cref="YearMax"/></value>
    /// <example>"2026-01-01T00:00:00Z"</example>
    public DateTimeOffset? First { get; set; }

    /// <summary>What becomes of the epochs that end while <c>enabled</c> is false; <c>merge</c> if absent.</summary>
    /// <example>"all"</example>
    public CatchUp? CatchUp { get; set; }

    /// <summary>The epoch that contains a moment.</summary>
    public Epoch Containing(DateTimeOffset moment)
    {
        var zone = Zone();
        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        var count = (long)Math.Floor((local - LocalAnchor(zone)).TotalDays / LengthDays);
        // Around a change of the clocks the local time can mislead by an hour, and so by one epoch.
        while (moment < StartOf(count, zone) || IsSkipped(count, zone)) count--;
        var next = Following(count, zone);
        while (moment >= StartOf(next, zone)) (count, next) = (next, Following(next, zone));
        return Epoch.Of(StartOf(count, zone), StartOf(next, zone), LocalAnchor(zone).AddDays(count * LengthDays));
    }

    private long Following(long count, TimeZoneInfo zone)
    {
        do count++;
        while (IsSkipped(count, zone));
        return count;
    }

    /// <summary>
    /// Whether a day is not there: a country that crosses the date line leaves one out, and nothing or an hour remains of it.
    /// </summary>
    private bool IsSkipped(long count, TimeZoneInfo zone) =>
        LengthDays == 1 && StartOf(count, zone) - StartOf(count - 1, zone) < TimeSpan.FromHours(12);

    /// <summary>The epoch after another. It begins where the other one ends, even if the schedule has changed since.</summary>
    public Epoch After(Epoch epoch)
    {
        var next = Containing(epoch.End);
        return next.Start == epoch.End ? next : Epoch.Of(epoch.End, next.End, TimeZoneInfo.ConvertTime(epoch.End, Zone()).DateTime);
    }

    /// <summary>The first epoch of a space.</summary>
    public Epoch FirstOf(DateTimeOffset createdAt) => Containing(First ?? createdAt);

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (LengthDays is < 1 or > LengthDaysMax) yield return ($"{path}.lengthDays", $"must lie between 1 and {LengthDaysMax}");
        if (Anchor.Kind == DateTimeKind.Local)
            yield return ($"{path}.anchor", "must be a time of the space's calendar, without an offset, or UTC with Z");
        if (Anchor.Ticks % TimeSpan.TicksPerMinute != 0) yield return ($"{path}.anchor", "must be a whole minute");
        if (Anchor.Year is < YearMin or > YearMax) yield return ($"{path}.anchor", $"must lie between the years {YearMin} and {YearMax}");
        if (First is { Year: < YearMin or > YearMax })
            yield return ($"{path}.first", $"must lie between the years {YearMin} and {YearMax}");
        if (!CalendarZone.IsName(TimeZone)) yield return ($"{path}.timeZone", $"must {CalendarZone.Rule}{CalendarZone.Hint(TimeZone)}");
    }

    private DateTime LocalAnchor(TimeZoneInfo zone) => Anchor.Kind == DateTimeKind.Utc
        ? DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(Anchor, zone), DateTimeKind.Unspecified)
        : Anchor;

    private TimeZoneInfo Zone() => CalendarZone.Of(TimeZone);

    /// <summary>
    /// The moment at which an epoch begins. A time of day that the clocks skip is taken as the moment they jump to; one that
    /// they show twice, as the first.
    /// </summary>
    private DateTimeOffset StartOf(long count, TimeZoneInfo zone)
    {
        var local = LocalAnchor(zone).AddDays(count * LengthDays);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
