namespace Grain.Functions.Ledgers.Activities;

/// <summary>
/// Different names in ordinal order, and beside them of each the first day on which it was counted, or 0 if on none. Accounts that an
/// earlier version wrote have names without days, and never get them. Pure.
/// </summary>
internal static class NamedDays
{
    /// <summary>The names and days after one more.</summary>
    public static (IReadOnlyList<string> Names, IReadOnlyList<int>? Days) With(
        IReadOnlyList<string> names, IReadOnlyList<int>? days, string? name, int? day)
    {
        if (name is null) return (names, days);
        var at = PlaceOf(names, name);
        if (at < names.Count && names[at] == name)
            return days is not null && Earlier(days[at], day ?? 0) is var first && first != days[at]
                ? (names, [.. days.Take(at), first, .. days.Skip(at + 1)]) : (names, days);
        if (names.Count >= ActivityTotals.NamesMax) return (names, days);
        if (names.Count == 0) days = [];
        return ([.. names.Take(at), name, .. names.Skip(at)], days is null ? null : [.. days.Take(at), day ?? 0, .. days.Skip(at)]);
    }

    /// <summary>Those of two accounts of a person.</summary>
    public static (IReadOnlyList<string> Names, IReadOnlyList<int>? Days) Union(
        IReadOnlyList<string> one, IReadOnlyList<int>? oneDays, IReadOnlyList<string> other, IReadOnlyList<int>? otherDays)
    {
        string[] names = [.. one.Union(other, StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(ActivityTotals.NamesMax)];
        var areKnown = (one.Count == 0 || oneDays is not null) && (other.Count == 0 || otherDays is not null);
        return (names, areKnown ? [.. names.Select(name => Earlier(DayOf(one, oneDays, name), DayOf(other, otherDays, name)))] : null);
    }

    /// <summary>Whether the days are the same, where they are known.</summary>
    /// <param name="counted">All of them.</param>
    /// <param name="stored">As an account has them; absent in one of before.</param>
    public static bool AreSame(IReadOnlyList<int>? counted, IReadOnlyList<int>? stored) =>
        stored is null || (counted is not null && counted.SequenceEqual(stored));

    private static int DayOf(IReadOnlyList<string> names, IReadOnlyList<int>? days, string name) =>
        days is not null && PlaceOf(names, name) is var at && at < names.Count && names[at] == name ? days[at] : 0;

    private static int Earlier(int one, int other) => one == 0 ? other : other == 0 ? one : Math.Min(one, other);

    private static int PlaceOf(IReadOnlyList<string> names, string name)
    {
        var (low, high) = (0, names.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(names[middle], name) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
