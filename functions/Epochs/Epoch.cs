using System.Globalization;

namespace Grain.Functions.Epochs;

/// <summary>A closed interval of a space's time: from <paramref name="Start"/> up to but not including <paramref name="End"/>.</summary>
/// <param name="Id">
/// Its start in the space's own calendar: <c>2026-11-15</c>, or <c>2026-11-15T0930</c> when it does not begin at midnight. Ids
/// sort by time.
/// </param>
/// <param name="Start">When it begins, UTC.</param>
/// <param name="End">When it ends, and the next one begins, UTC.</param>
public sealed record Epoch(string Id, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The epoch with these bounds, named by its start in the local calendar.</summary>
    public static Epoch Of(DateTimeOffset start, DateTimeOffset end, DateTime localStart) => new(
        localStart.ToString(localStart.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HHmm", CultureInfo.InvariantCulture), start, end);
}
