using System.Text.RegularExpressions;

namespace Grain.Functions.Spaces.Calendar;

/// <summary>The time zones that a calendar may have: those that mean the same on every machine.</summary>
internal static partial class CalendarZone
{
    /// <summary>For people, after "must".</summary>
    public const string Rule = "be an IANA name such as Europe/Vienna, or UTC";

    /// <summary>
    /// Whether a text is the name of a zone. The folder of zones has more in it: the machine's own zone under several names, and copies
    /// that count leap seconds or that not every machine has. Those begin with a small letter, and one is called "Factory".
    /// </summary>
    public static bool IsName(string text) =>
        Name().IsMatch(text) && text != "Factory" && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) && zone.HasIanaId;

    /// <summary>Which one was meant, as the end of a sentence; empty if none is near.</summary>
    public static string Hint(string text) => Nearest.Hint(text, TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(IsName));

    /// <summary>
    /// A zone for showing days by; UTC if this machine has none of that name, so that what is stored stays readable everywhere.
    /// </summary>
    public static TimeZoneInfo OrUtc(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>A zone for reckoning the bounds of epochs, which never move: rather none than others.</summary>
    /// <exception cref="InvalidOperationException">This machine has none of that name.</exception>
    public static TimeZoneInfo Of(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? zone
        : throw new InvalidOperationException($"This machine does not know the time zone '{name}': epochs.timeZone must {Rule}.");

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}\z")]
    private static partial Regex Name();
}
