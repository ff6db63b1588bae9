namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>Where savings go.</summary>
public enum Trend
{
    /// <summary>Less than nine tenths of the week before.</summary>
    Down,

    /// <summary>About the same, or too little is known.</summary>
    Flat,

    /// <summary>More than eleven tenths of the week before.</summary>
    Up,
}

/// <summary>What the next days may save.</summary>
/// <param name="Expected">If they are like the last 14.</param>
/// <param name="Low">With <see cref="Forecast.Confidence"/> they save more than this …</param>
/// <param name="High">… and less than this. Both absent with fewer active days than a trend needs.</param>
public sealed record ForecastRange(decimal Expected, decimal? Low, decimal? High);

/// <summary>A forecast of savings from the last 14 calendar days, today included; days without any count as zero.</summary>
/// <param name="DailyAverage">Dollars a calendar day.</param>
/// <param name="Trend">The last seven days against the seven before; flat with fewer than <see cref="ActiveDaysMin"/> active days.</param>
/// <param name="BasedOnDays">How many of the 14 days had any activity.</param>
/// <param name="Next7Days">The next 7 days.</param>
/// <param name="Next30Days">The next 30 days.</param>
/// <param name="Next365Days">The next 365 days.</param>
public sealed record Forecast(decimal DailyAverage, Trend Trend, int BasedOnDays, ForecastRange Next7Days, ForecastRange Next30Days,
    ForecastRange Next365Days)
{
    /// <summary>The calendar days that a forecast looks back.</summary>
    public const int WindowDays = 14;

    /// <summary>Active days that a trend, and an interval, need.</summary>
    public const int ActiveDaysMin = 4;

    /// <summary>The share of cases in which the interval is meant to hold.</summary>
    public const double Confidence = 0.9;

    /// <summary>The 95 % quantile of Student's t with 13 degrees of freedom: 5 % are left out at either end.</summary>
    private const double StudentT = 1.771;

    /// <summary>The forecast as of a day.</summary>
    /// <param name="today">The last of the 14 days.</param>
    /// <param name="totals">The roll-ups by day; days without activity may be missing.</param>
    public static Forecast Of(DateOnly today, IReadOnlyDictionary<int, DayTotals> totals)
    {
        var days = Enumerable.Range(today.DayNumber - WindowDays + 1, WindowDays).Select(day => totals.GetValueOrDefault(day)).ToArray();
        var saved = days.Select(day => day.CostSaved.ToDecimal()).ToArray();
        var active = days.Count(day => day.Events > 0);
        var average = saved.Sum() / WindowDays;
        return new Forecast(
            decimal.Round(average, Dollars.Decimals), active < ActiveDaysMin ? Trend.Flat : TrendOf(saved), active,
            Range(7), Range(30), Range(365));

        ForecastRange Range(int horizon)
        {
            var expected = decimal.Round(average * horizon, 6);
            if (active < ActiveDaysMin) return new ForecastRange(expected, null, null);
            var half = (decimal)(StudentT * Deviation(saved, average) * Math.Sqrt(horizon + ((double)horizon * horizon / WindowDays)));
            return new ForecastRange(expected, decimal.Round(Math.Max(0, (average * horizon) - half), 6),
                decimal.Round((average * horizon) + half, 6));
        }
    }

    private static Trend TrendOf(decimal[] saved)
    {
        var (before, after) = (saved[..(WindowDays / 2)].Sum(), saved[(WindowDays / 2)..].Sum());
        return after > before * 1.1m ? Trend.Up : after < before * 0.9m ? Trend.Down : Trend.Flat;
    }

    /// <summary>
    /// The standard deviation of a day. The sum of h further days then has the variance s²·(h + h²/n): that of the days themselves and that
    /// of the average, which is known from n days only. Days are taken as independent, so the far horizons are a floor of what is
    /// uncertain.
    /// </summary>
    private static double Deviation(decimal[] saved, decimal average) =>
        Math.Sqrt(saved.Sum(day => Math.Pow((double)(day - average), 2)) / (saved.Length - 1));
}
