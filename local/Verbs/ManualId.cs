namespace Grain.Local.Verbs;

/// <summary>
/// Ids of grants that are given by hand: they hold the time, which is part of a grant, so that a repeated try is the same grant.
/// </summary>
internal static class ManualId
{
    private const string Prefix = "cli-";
    private const string TimeForm = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>A new id and its time, or those of an earlier try.</summary>
    /// <exception cref="UsageException">It is none of these ids.</exception>
    public static (string Id, DateTimeOffset At) Of(string? given, DateTimeOffset now)
    {
        if (given is null)
        {
            var time = now.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture);
            return Of($"{Prefix}{time}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", now);
        }

        return given.StartsWith(Prefix, StringComparison.Ordinal) && given.Split('-') is [_, var text, _]
            && DateTimeOffset.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (given, at)
            : throw new UsageException($"--id takes the id that an earlier try has told, {Prefix}…, and not '{given}'");
    }
}
