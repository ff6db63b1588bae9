namespace Grain.Local.Verbs;

/// <summary>When a key ends, as people say it.</summary>
internal static class KeyExpiry
{
    private const int DaysMax = 3650;

    /// <summary>Reads <c>90d</c> or <c>2027-01-31</c>, which is the end of that day in UTC.</summary>
    /// <exception cref="UsageException">It is neither, or no time to come.</exception>
    public static DateTimeOffset? Read(string? text, DateTimeOffset now)
    {
        if (text is null) return null;
        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is >= 1 and <= DaysMax) return now.AddDays(days);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) is var end && end > now && end < now.AddDays(DaysMax))
            return end;
        throw new UsageException($"--expires takes days from now, 1d to {DaysMax}d, or a day to come such as 2027-01-31, not '{text}'");
    }
}
