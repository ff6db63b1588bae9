using Grain.Functions.Ledgers.Activities.Buddies;

namespace Grain.Functions.Ledgers.Activities.Images;

/// <summary>Draws a card: the buddy, its level and the streak.</summary>
internal static class BadgeDrawing
{
    private const int Width = 380;
    private const int Height = 108;
    private const int BarWidth = 230;
    private const int NameLengthMax = 26;

    private const string Style =
        "text{font:12px system-ui,sans-serif;fill:#57606a}.n{font-weight:600;font-size:14px;fill:#24292f}.a{font:11px "
            + "ui-monospace,monospace;fill:#7d5207}" +
        ".c{fill:#fff;stroke:#d0d7de}.b{fill:#ebedf0}.f{fill:#c68a17}" +
        "@media(prefers-color-scheme:dark){text{fill:#8b949e}.n{fill:#e6edf3}.a{fill:#ffd76b}" +
        ".c{fill:#0d1117;stroke:#30363d}.b{fill:#21262d}.f{fill:#cf9a2a}}";

    /// <summary>The image.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="buddy">Their buddy.</param>
    /// <param name="achievements">How many achievements are unlocked.</param>
    public static SvgImage Draw(string name, Buddy buddy, int achievements)
    {
        var content = new StringBuilder();
        content.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"c\" x=\".5\" y=\".5\" width=\"{Width - 1}\" height=\"{Height - 1}\" rx=\"6\"/>\n");
        foreach (var (index, line) in buddy.AsciiArt.Index())
            content.Append(
                CultureInfo.InvariantCulture,
                $"<text class=\"a\" x=\"12\" y=\"{34 + (index * 13)}\" xml:space=\"preserve\">{SvgImage.Escape(line)}</text>\n");
        Text("n", 26, Short(name));
        Text("", 46, $"{buddy.Name} the {buddy.Species}");
        Text("", 64, $"Level {buddy.Level} · {Counted(buddy.StreakDays, "day")} in a row · {Counted(achievements, "achievement")}");
        content.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"b\" x=\"132\" y=\"76\" width=\"{BarWidth}\" height=\"6\" rx=\"3\"/>\n");
        content.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"f\" x=\"132\" y=\"76\" width=\"{Filled(buddy)}\" height=\"6\" rx=\"3\"/>\n");
        Text("", 98, string.Create(CultureInfo.InvariantCulture, $"{buddy.Xp} / {buddy.XpForNextLevel} XP"));
        return new SvgImage(
            Width, Height, $"{name}: level {buddy.Level} in Grain",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{buddy.Name}, a {buddy.Species} ({buddy.Stage}) on level {buddy.Level} with {buddy.Xp} of {buddy.XpForNextLevel} XP; ")
            + $"{Counted(buddy.StreakDays, "day")} in a row, {Counted(achievements, "achievement")}.",
            Style, content.ToString().TrimEnd());

        void Text(string style, int y, string text) =>
            content.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"132\" y=\"{y}\">{SvgImage.Escape(text)}</text>\n");
    }

    /// <summary>In words, since an image in a page has whatever signs its reader's machine has.</summary>
    private static string Counted(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    /// <summary>How much of the bar is filled: from the level's own beginning to that of the next.</summary>
    private static int Filled(Buddy buddy)
    {
        var begins = BuddyLevel.BeginsAt(buddy.Level);
        return (int)(BarWidth * ((Int128)buddy.Xp - begins) / (buddy.XpForNextLevel - begins));
    }

    private static string Short(string name)
    {
        var runes = name.EnumerateRunes().ToArray();
        return runes.Length <= NameLengthMax ? name : string.Concat(runes.Take(NameLengthMax - 1)) + "…";
    }
}
