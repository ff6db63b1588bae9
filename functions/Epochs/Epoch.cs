using System.Globalization;

namespace Grain.Functions.Epochs;

/// <summary>A closed interval of a space's time: from <paramref name="Start"/> up to but not including <paramref name="End"/>.</summary>
/// <param name="Id">Its start in UTC: <c>2026-11-15</c>, or <c>2026-11-15T0930</c> when it does not begin at midnight. Ids sort by time.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends, and the next one begins.</param>
public sealed record Epoch(string Id, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The epoch with these bounds.</summary>
    public static Epoch Of(DateTimeOffset start, DateTimeOffset end) => new(IdOf(start), start, end);

    private static string IdOf(DateTimeOffset start) => start.UtcDateTime is { TimeOfDay.Ticks: 0 } midnight
        ? midnight.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : start.UtcDateTime.ToString("yyyy-MM-dd'T'HHmm", CultureInfo.InvariantCulture);
}
