using System.Globalization;
using NCrontab;

namespace Grain.Functions.Hosting;

/// <summary>When a timer fires, in UTC: NCRONTAB with six fields (seconds first) or five, or a time span between firings.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? crontab;
    private readonly TimeSpan every;

    private TimerSchedule(CrontabSchedule? crontab, TimeSpan every)
    {
        this.crontab = crontab;
        this.every = every;
    }

    /// <exception cref="ManifestException">It is neither.</exception>
    public static TimerSchedule Parse(string text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var every) && every > TimeSpan.Zero) return new TimerSchedule(null, every);
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var crontab = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 });
        return crontab is not null ? new TimerSchedule(crontab, default) : throw new ManifestException($"'{text}' is neither an NCRONTAB expression nor a time span.");
    }

    /// <summary>The first firing after a time; the end of time if there is none.</summary>
    public DateTimeOffset After(DateTimeOffset time) => this.crontab is null
        ? time + this.every
        : new DateTimeOffset(this.crontab.GetNextOccurrence(time.UtcDateTime), TimeSpan.Zero);

    /// <summary>Whether two firings are at least a minute apart at a time; oftener, a missed firing is not worth making up.</summary>
    public bool IsWorthMonitoring(DateTimeOffset time)
    {
        var first = After(time);
        return After(first) - first >= TimeSpan.FromMinutes(1);
    }
}
