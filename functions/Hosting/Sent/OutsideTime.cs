using System.Runtime.InteropServices;

namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// Times that come from outside: the one range in which they may lie, whatever door they come through, and how they are read. A ledger
/// keeps for ever what it was told, so whoever reads one lives with any time whatsoever.
/// </summary>
public static class OutsideTime
{
    /// <summary>How far back a time may lie, in years.</summary>
    public const int YearsBack = 100;

    /// <summary>How far ahead: clocks differ, and calendars by up to a day.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromDays(1);

    /// <summary>The range in words, after the name of the value.</summary>
    public const string Rule = "must lie between a century ago and a day from now";

    /// <summary>What a time looks like, in words.</summary>
    public const string Form = "must be a time such as \"2026-11-15T08:30:00Z\"";

    /// <summary>No time of day takes more, escapes and all.</summary>
    private const int BytesMax = 160;

    private static readonly string[] LocalForms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm"];

    /// <summary>Whether a time may be taken that arrives now.</summary>
    public static bool IsInRange(DateTimeOffset time, DateTimeOffset now) => time >= now.AddYears(-YearsBack) && time <= now + AheadMax;

    /// <summary>
    /// The time itself, but not before 1970 nor after the arrival. For senders who pass on what the clocks of strangers say: work is not
    /// refused for its date. Told again it arrives later; its id knows it, so no id is made of such a time.
    /// </summary>
    public static DateTimeOffset Clamp(DateTimeOffset time, DateTimeOffset arrival) =>
        time < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch
        : time > arrival ? arrival.ToUniversalTime()
        : time;

    /// <summary>
    /// Reads a JSON text as in ISO 8601, with the offset that it has. Without one it is UTC: it means the same moment on every server. An
    /// offset that no clock has still names a moment.
    /// </summary>
    public static bool TryRead(JsonElement value, out DateTimeOffset time)
    {
        time = default;
        if (value.ValueKind != JsonValueKind.String || JsonMarshal.GetRawUtf8Value(value).Length > BytesMax) return false;
        if (!value.TryGetDateTime(out var told) || told.Kind != DateTimeKind.Unspecified)
            return value.TryGetDateTimeOffset(out time) || TryReadOddOffset(value, out time);
        time = new DateTimeOffset(told, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadOddOffset(JsonElement value, out DateTimeOffset time)
    {
        time = default;
        var text = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)).Trim('"'); // escapes are none of the form
        if (text.Length < 6 || text[^3] != ':' || text[^6] is not ('+' or '-')) return false;
        if (!int.TryParse(text.AsSpan(text.Length - 5, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)) return false;
        if (!int.TryParse(text.AsSpan(text.Length - 2, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)) return false;
        if (!DateTime.TryParseExact(text[..^6], LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return false;
        var offset = ((hours * 60) + minutes) * TimeSpan.TicksPerMinute;
        var ticks = local.Ticks + (text[^6] == '-' ? offset : -offset);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }
}
