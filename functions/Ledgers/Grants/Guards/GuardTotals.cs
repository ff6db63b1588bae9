namespace Grain.Functions.Ledgers.Grants.Guards;

/// <summary>What the guard knows of a person.</summary>
internal sealed record GuardTotals
{
    /// <summary>
    /// Days that are kept. An event that is older than that, by its own account, is counted on the oldest: whoever makes up the dates of
    /// commits gets no more than so many days' caps.
    /// </summary>
    public const int KeptDays = 32;

    /// <summary>
    /// Characters of all sources and keys that are kept, far more than a person needs: keeps the row of one small. The oldest days go
    /// first.
    /// </summary>
    public const int NamesCharsMax = 50_000;

    /// <summary>See <see cref="GuardStates"/>; <see langword="null"/> before the first entry.</summary>
    public string? State { get; init; }

    /// <summary>How the person is called.</summary>
    public string? Name { get; init; }

    /// <summary>Grants that are held.</summary>
    public int HeldGrants { get; init; }

    /// <summary>The points of these.</summary>
    public Points HeldPoints { get; init; }

    /// <summary>What was counted on each of the latest days, by day.</summary>
    public SortedDictionary<int, GuardDay> Days { get; init; } = [];

    /// <summary>The totals after one more grant that counts.</summary>
    public SortedDictionary<int, GuardDay> DaysWith(GuardEntry entry)
    {
        var days =
            new SortedDictionary<int, GuardDay>(Days) { [entry.Day] = (Days.GetValueOrDefault(entry.Day) ?? new GuardDay()).With(entry) };
        while (days.Count > KeptDays || (days.Count > 1 && days.Values.Sum(day => day.NamesChars) > NamesCharsMax))
            days.Remove(days.Keys.First());
        return days;
    }
}

/// <summary>What a person did on a day.</summary>
internal sealed record GuardDay
{
    /// <summary>Points by source.</summary>
    public SortedDictionary<string, Points> Points { get; init; } = new(StringComparer.Ordinal);

    /// <summary>How often, by key.</summary>
    public SortedDictionary<string, int> Times { get; init; } = new(StringComparer.Ordinal);

    internal int NamesChars => Points.Keys.Sum(name => name.Length) + Times.Keys.Sum(name => name.Length);

    /// <summary>With one more grant; the same when its names are new and there is no room for them.</summary>
    public GuardDay With(GuardEntry entry) => NamesChars > GuardTotals.NamesCharsMax && !Times.ContainsKey(entry.Key!) ? this : new()
    {
        Points = new(Points, StringComparer.Ordinal) { [entry.Source!] = Points.GetValueOrDefault(entry.Source!).Plus(entry.Allowed) },
        Times = new(Times, StringComparer.Ordinal) { [entry.Key!] = Times.GetValueOrDefault(entry.Key!) + 1 },
    };
}

/// <summary>The states of a person.</summary>
internal static class GuardStates
{
    /// <summary>Nobody ever doubted it.</summary>
    public const string Known = "known";

    /// <summary>New, and waiting for a steward.</summary>
    public const string Held = "held";

    /// <summary>Was held, and is no more.</summary>
    public const string Released = "released";

    /// <summary>Was turned away.</summary>
    public const string Rejected = "rejected";
}
