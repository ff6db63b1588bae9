namespace Grain.Functions.Spaces.Calendar;

/// <summary>A closed interval of a space's time: from <paramref name="Start"/> up to but not including <paramref name="End"/>.</summary>
/// <param name="Id">
/// Its start in the space's own calendar: <c>2026-11-15</c>, or <c>2026-11-15T0930</c> when it does not begin at midnight. Ids
/// sort by time. Where a calendar was set back so far that this would not follow on the id before, it is that one, a minute later.
/// </param>
/// <param name="Start">When it begins, UTC.</param>
/// <param name="End">When it ends, and the next one begins, UTC.</param>
public sealed record Epoch(string Id, DateTimeOffset Start, DateTimeOffset End)
{
    private const string Day = "yyyy-MM-dd";
    private const string DayAndTime = "yyyy-MM-dd'T'HHmm";

    /// <summary>The epoch with these bounds, named by its start in the local calendar.</summary>
    public static Epoch Of(DateTimeOffset start, DateTimeOffset end, DateTime localStart) => new(Name(localStart), start, end);

    /// <summary>Whether a text has the form of an id; there need not be such an epoch.</summary>
    internal static bool IsId(string text) =>
        DateTime.TryParseExact(text, [Day, DayAndTime], CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>How long it is, in whole minutes.</summary>
    internal long Minutes => (End - Start).Ticks / TimeSpan.TicksPerMinute;

    /// <summary>The same, named so that it follows on an id.</summary>
    internal Epoch After(string id) => string.CompareOrdinal(Id, id) > 0
        ? this
        : this with { Id = Name(DateTime.ParseExact(id, [Day, DayAndTime], CultureInfo.InvariantCulture).AddMinutes(1)) };

    private static string Name(DateTime local) =>
        local.ToString(local.TimeOfDay == TimeSpan.Zero ? Day : DayAndTime, CultureInfo.InvariantCulture);
}
