using System.Net;

namespace Grain.Functions.Webhooks.Hooks;

/// <summary>
/// What a forge says about how fast it wants to be asked: GitHub's primary limit (<c>x-ratelimit-*</c>), its secondary
/// ones and GitLab's (<c>Retry-After</c>), as told in "Rate limits for the REST API".
/// </summary>
internal static class RateLimit
{
    /// <summary>What GitHub advises where a refusal names no time.</summary>
    private static readonly TimeSpan Unnamed = TimeSpan.FromMinutes(1);

    /// <summary>Clocks differ, and the reset is told in whole seconds.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>No limit of GitHub's lasts longer than an hour; a longer time is a fault of a clock.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long to wait before the same request may be sent again, if it was refused for its pace; else <see langword="null"/>.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="body">Its body, which tells a secondary limit from a missing permission.</param>
    /// <param name="now">Now.</param>
    public static TimeSpan? OfRefusal(HttpResponseMessage answer, string body, DateTimeOffset now)
    {
        if (answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests)) return null;
        if (RetryAfter(answer, now) is { } named) return Bounded(named);
        if (UntilReset(answer, now) is { } untilReset) return untilReset;
        var isPace = answer.StatusCode == HttpStatusCode.TooManyRequests || body.Contains("rate limit", StringComparison.OrdinalIgnoreCase);
        return isPace ? Unnamed : null;
    }

    /// <summary>How long nothing may be asked after this answer, because it used up the limit; else <see langword="null"/>.</summary>
    public static TimeSpan? UntilReset(HttpResponseMessage answer, DateTimeOffset now) =>
        Number(answer, "x-ratelimit-remaining") == 0 && Number(answer, "x-ratelimit-reset") is { } reset and > 0 and < LastSecond
            ? Bounded(DateTimeOffset.FromUnixTimeSeconds(reset) - now)
            : null;

    private const long LastSecond = 253_402_300_800; // 10000-01-01, where DateTimeOffset ends

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, DateTimeOffset now) =>
        answer.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - now : null;

    private static TimeSpan Bounded(TimeSpan pause) =>
        pause <= TimeSpan.Zero ? Margin : pause >= Longest ? Longest : pause + Margin;

    private static long? Number(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
