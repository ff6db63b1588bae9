using Grain.Functions.Ledgers.Activities.Reads;

namespace Grain.Functions.Reads.Images;

/// <summary>Draws a year: a column a week, a row a day of the week, Sunday first.</summary>
internal static class HeatmapDrawing
{
    private const int Cell = 10;
    private const int Step = 13;
    private const int Left = 40;
    private const int Top = 26;
    private const int Edge = 10;
    private const int TextSize = 9;

    private const string Style = "text{font:9px system-ui,sans-serif}";

    /// <summary>The image.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="days">The days, earliest first; at least one.</param>
    /// <param name="theme">Which colours.</param>
    public static SvgImage Draw(string name, IReadOnlyList<HeatmapDay> days, Theme theme = Theme.Auto)
    {
        var sunday = days[0].Date.DayNumber - (int)days[0].Date.DayOfWeek;
        var columns = ((days[^1].Date.DayNumber - sunday) / 7) + 1;
        var (width, height) = (Left + (columns * Step) + Edge, Top + (7 * Step) + Edge);
        var drawing = new SvgDrawing();
        drawing.Paper(width, height);
        foreach (var (row, day) in new[] { (1, "Mon"), (3, "Wed"), (5, "Fri") })
            drawing.Text("", Edge, Top + (row * Step) + Cell - 2, day);
        foreach (var day in days)
        {
            var (column, row) = Math.DivRem(day.Date.DayNumber - sunday, 7);
            var (x, month) = (Left + (column * Step), day.Date.ToString("MMM", CultureInfo.InvariantCulture));
            if (day.Date.Day == 1 && x + TextWidth.Of(month, TextSize) <= width - (Edge / 2)) drawing.Text("", x, Top - 7, month);
            drawing.Cell($"l{day.Level}", x, Top + (row * Step), Cell, $"{Iso(day.Date)}: {Shown.Of(day.Count)}");
        }

        var (total, active) = (days.Sum(day => day.Count), days.Count(day => day.Count > 0));
        return new SvgImage(
            width, height, $"Activity of {name}",
            $"{Shown.Count(total, "event")} on {active} of {Shown.Count(days.Count, "day")}, "
                + $"from {Iso(days[0].Date)} to {Iso(days[^1].Date)}.",
            Style + Palette.Style(theme), drawing.ToString());
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
