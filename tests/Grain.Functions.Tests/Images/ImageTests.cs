using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Reads.Images;
using Xunit;

namespace Grain.Functions.Tests.Images;

/// <summary>
/// Images that anybody can read: nothing is cut off, whoever it is and whatever they have; texts stand out from the paper.
/// </summary>
public sealed partial class ImageTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly DateOnly First = new(2025, 1, 1);
    private static readonly string Family = "👩‍👩‍👧‍👦👩🏽‍💻🏳️‍🌈";

    public static TheoryData<string> Names => [.. People];

    internal static IReadOnlyList<string> People =>
    [
        "ada", "github/" + new string('W', 39), new string('m', 100), "山田太郎・東京都渋谷区の開発者コミュニティの長い名前です",
        "מפתחת־תוכנה־עם־שם־ארוך־מאוד־בעברית־כאן", Family + Family + Family,
        "Z" + string.Concat(Enumerable.Repeat("\u0310\u0313\u0342\u0489", 20)) + "algo", "<script>alert('&\"')</script>",
        "\u202Eevil\u202C\u2066x", "﷽﷽﷽", "\u0007\uFFFE",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_text_ends_before_the_image_does(string name)
    {
        foreach (var image in ImagesOf(name))
        {
            var root = XDocument.Parse(image.ToString()).Root!;
            Assert.Equal("img", root.Attribute("role")!.Value);
            Assert.NotEmpty(root.Element(Svg + "title")!.Value);
            Assert.NotEmpty(root.Element(Svg + "desc")!.Value);
            Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName is "script" or "foreignObject" or "image");
            foreach (var text in root.Elements(Svg + "text"))
            {
                var (x, y) = (Number(text, "x"), Number(text, "y"));
                var width = text.Attribute("textLength") is { } fixedTo ? double.Parse(fixedTo.Value, CultureInfo.InvariantCulture)
                    : TextWidth.Of(text.Value, SizeOf(text), text.Attribute("class")!.Value.Contains('n', StringComparison.Ordinal));
                Assert.True(x + width <= image.Width - 3, $"'{text.Value}' ends at {x + width} of {image.Width}");
                Assert.InRange(y, SizeOf(text), image.Height - 4);
            }

            foreach (var rect in root.Elements(Svg + "rect"))
                Assert.True(Number(rect, "x") + Number(rect, "width") <= image.Width
                    && Number(rect, "y") + Number(rect, "height") <= image.Height, rect.ToString());
        }
    }

    [Fact]
    public void No_two_texts_of_a_line_meet()
    {
        foreach (var image in ImagesOf("ada"))
            foreach (var line in XDocument.Parse(image.ToString()).Root!.Elements(Svg + "text")
                .Where(text => text.Attribute("class")!.Value != "a").GroupBy(text => Number(text, "y")))
                foreach (var (left, right) in line.OrderBy(text => Number(text, "x")).Zip(line.OrderBy(text => Number(text, "x")).Skip(1)))
                    Assert.True(Number(left, "x") + TextWidth.Of(left.Value, SizeOf(left)) <= Number(right, "x"), $"{left} {right}");
    }

    [Theory]
    [InlineData("ada", 200, "ada")]
    [InlineData("WWWWWWWWWW", 62, "WWW…")]
    [InlineData("a\u0301\u0302\u0303\u0304b", 200, "a\u0301\u0302b")]
    [InlineData("\u202Eevil\u202C", 200, "evil")]
    [InlineData("שלום שלום שלום", 60, "שלום…\u200F")]
    [InlineData("discord שלום שלום שלום", 78, "discord…")]
    public void A_name_is_shown_as_far_as_there_is_room(string name, double width, string shown) =>
        Assert.Equal(shown, TextWidth.Fitting(width, 14, bold: false, name));

    [Fact]
    public void What_fits_best_is_taken() =>
        Assert.Equal("1.2M", TextWidth.Fitting(50, 14, bold: true, "1,234,567.89", "1.2M"));

    /// <summary>WCAG 2: 4.5 to 1 for texts of this size.</summary>
    [Fact]
    public void Texts_stand_out_from_the_paper_in_both_themes()
    {
        foreach (var colours in new[] { Palette.Light, Palette.Dark })
            foreach (var text in new[] { colours.Text, colours.Strong, colours.Art })
                Assert.True(Contrast(text, colours.Paper) >= 4.5, $"{text} on {colours.Paper}: {Contrast(text, colours.Paper):0.00}");
    }

    [Fact]
    public void A_theme_that_is_asked_for_does_not_depend_on_the_machine()
    {
        foreach (var (theme, own, other) in new[] { (Theme.Light, Palette.Light, Palette.Dark), (Theme.Dark, Palette.Dark, Palette.Light) })
        {
            var style = BadgeDrawing.Draw("ada", [Numbers[0]], Buddy.Of("ada", new Stats(), null), 0, theme).Style;
            Assert.DoesNotContain("prefers-color-scheme", style, StringComparison.Ordinal);
            Assert.Contains(own.Paper, style, StringComparison.Ordinal);
            Assert.DoesNotContain(other.Paper, style, StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Badges with nothing and with as much as there can be, of every buddy, and years that begin on each day of the week.
    /// </summary>
    internal static IEnumerable<SvgImage> ImagesOf(string name)
    {
        var much = new Stats
        {
            TotalTokensSaved = long.MaxValue,
            Contributions = long.MaxValue,
            StreakDays = int.MaxValue,
            LongestStreak = int.MaxValue,
            TotalEvents = long.MaxValue,
            CacheHits = long.MaxValue,
            Reviews = long.MaxValue,
            Tasks = long.MaxValue,
        };
        foreach (var species in BuddyBook.Species)
            yield return BadgeDrawing.Draw(name, Numbers, Buddy.Of(name, much, 0, species.Id), int.MaxValue);
        yield return BadgeDrawing.Draw(name, [new BadgeNumber("cred", "0", "0"), new BadgeNumber("grain", "0", "0")],
            Buddy.Of(name, new Stats(), null), 0);
        foreach (var day in Enumerable.Range(0, 40))
            yield return HeatmapDrawing.Draw(name, Heatmap.Of(First.AddDays(day), 365, new Dictionary<int, DayTotals>()));
    }

    private static BadgeNumber[] Numbers =>
    [
        new("points", Shown.Of(BigInteger.Pow(10, 18), 6), Shown.Compact(BigInteger.Pow(10, 18), 6)),
        new("cred", Shown.Of(1e300), Shown.Compact(1e300)),
        new("grain", Shown.Of(BigInteger.Pow(10, 77), 0), Shown.Compact(BigInteger.Pow(10, 77), 0)),
    ];

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static double SizeOf(XElement text) => text.Document!.Root!.Attribute("width")!.Value != "400" ? 9
        : text.Attribute("class")!.Value switch { "n s" => 14, "i" => 10, "a" => 11, _ => 12 };

    private static double Contrast(string one, string other)
    {
        double[] both = [Luminance(one), Luminance(other)];
        return (both.Max() + 0.05) / (both.Min() + 0.05);
    }

    private static double Luminance(string colour) => Channel().Matches(colour)
        .Select(match => int.Parse(match.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
        .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))
        .Zip([0.2126, 0.7152, 0.0722], (part, weight) => part * weight).Sum();

    [GeneratedRegex("[0-9a-f]{2}")]
    private static partial Regex Channel();
}
