using System.Security;

namespace Grain.Functions.Reads.Images;

/// <summary>The elements of an image, with their texts escaped.</summary>
internal sealed class SvgDrawing
{
    private readonly StringBuilder content = new();

    /// <summary>Text as XML takes it: the five special characters escaped, characters that XML does not have left out.</summary>
    public static string Escape(string text) =>
        SecurityElement.Escape(string.Concat(text.EnumerateRunes()
            .Where(rune => rune.Value >= ' ' && rune.Value is not (0xFFFE or 0xFFFF)))) ?? "";

    /// <summary>What all lies on.</summary>
    public void Paper(int width, int height) =>
        Add($"<rect class=\"p\" x=\".5\" y=\".5\" width=\"{width - 1}\" height=\"{height - 1}\" rx=\"6\"/>");

    /// <summary>A line of text.</summary>
    public void Text(string style, int x, int y, string text) =>
        Add($"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{Escape(text)}</text>");

    /// <summary>A line of a drawing made of characters, exactly so wide; blanks count.</summary>
    public void Art(int x, int y, string line, double width)
    {
        var fixedTo = string.Create(CultureInfo.InvariantCulture, $"textLength=\"{width:0.##}\" lengthAdjust=\"spacingAndGlyphs\"");
        Add($"<text class=\"a\" x=\"{x}\" y=\"{y}\" {fixedTo} aria-hidden=\"true\">{Escape(line.Replace(' ', '\u00A0'))}</text>");
    }

    /// <summary>A bar.</summary>
    public void Bar(string style, int x, int y, int width) =>
        Add($"<rect class=\"{style}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"6\" rx=\"3\"/>");

    /// <summary>A square that says what it is.</summary>
    public void Cell(string style, int x, int y, int size, string title)
    {
        var square = $"width=\"{size}\" height=\"{size}\" rx=\"2\"";
        Add($"<rect class=\"{style}\" x=\"{x}\" y=\"{y}\" {square}><title>{Escape(title)}</title></rect>");
    }

    /// <inheritdoc/>
    public override string ToString() => content.ToString().TrimEnd('\n');

    private void Add(FormattableString element) => content.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
