using Grain.Functions.Ledgers.Activities.Reads;

namespace Grain.Functions.Ledgers.Activities.Images;

/// <summary>Draws a year: a column a week, a row a day of the week, Sunday first.</summary>
internal static class HeatmapDrawing
{
    private const int Cell = 10;
    private const int Step = 13;
    private const int Left = 28;
    private const int Top = 20;

    private const string Style =
        "text{font:9px system-ui,sans-serif;fill:#57606a}" +
        ".l0{fill:#ebedf0}.l1{fill:#f6e3a1}.l2{fill:#e9c04b}.l3{fill:#c68a17}.l4{fill:#7d5207}" +
        "@media(prefers-color-scheme:dark){text{fill:#8b949e}" +
        ".l0{fill:#21262d}.l1{fill:#5c3f0a}.l2{fill:#946711}.l3{fill:#cf9a2a}.l4{fill:#ffd76b}}";

    /// <summary>The image.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="days">The days, earliest first; at least one.</param>
    public static SvgImage Draw(string name, IReadOnlyList<HeatmapDay> days)
    {
        var sunday = days[0].Date.DayNumber - (int)days[0].Date.DayOfWeek;
        var content = new StringBuilder();
        foreach (var (row, day) in new[] { (1, "Mon"), (3, "Wed"), (5, "Fri") })
            content.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{Top + (row * Step) + Cell - 2}\">{day}</text>\n");
        foreach (var day in days)
        {
            var (column, row) = Math.DivRem(day.Date.DayNumber - sunday, 7);
            var (x, y) = (Left + (column * Step), Top + (row * Step));
            if (day.Date.Day == 1) content.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"12\">{day.Date:MMM}</text>\n");
            content.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"l{day.Level}\" x=\"{x}\" y=\"{y}\" width=\"{Cell}\" height=\"{Cell}\" rx=\"2\">");
            content.Append(CultureInfo.InvariantCulture, $"<title>{day.Date:yyyy-MM-dd}: {day.Count}</title></rect>\n");
        }

        var columns = ((days[^1].Date.DayNumber - sunday) / 7) + 1;
        var (total, active) = (days.Sum(day => day.Count), days.Count(day => day.Count > 0));
        return new SvgImage(
            Left + (columns * Step), Top + (7 * Step), $"Activity of {name}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{total} events on {active} of {days.Count} days, from {days[0].Date:yyyy-MM-dd} to {days[^1].Date:yyyy-MM-dd}."),
            Style, content.ToString().TrimEnd());
    }
}
