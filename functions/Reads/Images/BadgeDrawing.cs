using Grain.Functions.Ledgers.Activities.Buddies;

namespace Grain.Functions.Reads.Images;

/// <summary>Draws a card: cred and grain, the buddy, its level and the streak.</summary>
internal static class BadgeDrawing
{
    private const int Width = 400;
    private const int Height = 138;
    private const int Left = 128;
    private const int TextWidthMax = Width - Left - 14;
    private const double ArtCell = 6.6;

    private const string Style =
        "text{font:12px system-ui,sans-serif}.n{font-size:14px;font-weight:600}.i{font-size:10px}.a{font:11px ui-monospace,monospace}";

    /// <summary>The image.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="numbers">What they have; 1 to 3.</param>
    /// <param name="buddy">Their buddy.</param>
    /// <param name="achievements">How many achievements are unlocked.</param>
    /// <param name="theme">Which colours.</param>
    public static SvgImage Draw(string name, IReadOnlyList<BadgeNumber> numbers, Buddy buddy, int achievements, Theme theme = Theme.Auto)
    {
        var drawing = new SvgDrawing();
        drawing.Paper(Width, Height);
        DrawArt(drawing, buddy.AsciiArt);
        drawing.Text("n s", Left, 26, TextWidth.Fitting(TextWidthMax, 14, bold: true, name));
        DrawNumbers(drawing, numbers);
        drawing.Text("", Left, 82, TextWidth.Fitting(TextWidthMax, 12, bold: false, $"{buddy.Name} the {buddy.Species}"));
        var (level, days, unlocked) =
            ($"Level {Shown.Of(buddy.Level)}", $"{Counted(buddy.StreakDays, "day")} in a row", Counted(achievements, "achievement"));
        drawing.Text("", Left, 99, TextWidth.Fitting(TextWidthMax, 12, bold: false, $"{level} · {days}", level));
        drawing.Bar("l0", Left, 107, TextWidthMax);
        drawing.Bar("l3", Left, 107, Filled(buddy));
        var (xp, next) = (Shown.Of(buddy.Xp), Shown.Of(buddy.XpForNextLevel));
        drawing.Text("i", Left, 127, TextWidth.Fitting(TextWidthMax, 10, bold: false, $"{xp} / {next} XP · {unlocked}",
            $"{Shown.Compact(buddy.Xp, 0)} / {Shown.Compact(buddy.XpForNextLevel, 0)} XP · {unlocked}"));
        var has = string.Join(", ", numbers.Select(number => $"{number.Full} {number.Label}"));
        var what = $"{buddy.Name}, a {buddy.Species} ({buddy.Stage})";
        return new SvgImage(
            Width, Height, $"{name}: {has}; {level} in Grain",
            $"{has}; {what} on level {Shown.Of(buddy.Level)} with {xp} of {next} XP; {days}, {unlocked}.",
            Style + Palette.Style(theme), drawing.ToString());
    }

    /// <summary>A line of art has the width of its characters, whatever font a machine takes for it.</summary>
    private static void DrawArt(SvgDrawing drawing, IReadOnlyList<string> art)
    {
        var top = (Height / 2) - (art.Count * 13 / 2) + 9;
        foreach (var (index, line) in art.Index()) drawing.Art(14, top + (index * 13), line, line.Length * ArtCell);
    }

    /// <summary>Side by side: number above, what it counts below.</summary>
    private static void DrawNumbers(SvgDrawing drawing, IReadOnlyList<BadgeNumber> numbers)
    {
        var width = TextWidthMax / numbers.Count;
        foreach (var (index, number) in numbers.Index())
        {
            drawing.Text("n s", Left + (index * width), 48, TextWidth.Fitting(width - 6, 14, bold: true, number.Full, number.Compact));
            drawing.Text("i", Left + (index * width), 61, number.Label);
        }
    }

    /// <summary>In words, since an image in a page has whatever signs its reader's machine has.</summary>
    private static string Counted(int count, string what) => Shown.Count(count, what);

    /// <summary>How much of the bar is filled: from the level's own beginning to that of the next.</summary>
    private static int Filled(Buddy buddy)
    {
        var begins = BuddyLevel.BeginsAt(buddy.Level);
        return (int)(TextWidthMax * ((Int128)buddy.Xp - begins) / (buddy.XpForNextLevel - begins));
    }
}
