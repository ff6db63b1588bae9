namespace Grain.Functions.Reads.Images;

/// <summary>Which colours an image has.</summary>
public enum Theme
{
    /// <summary>Those that its reader's machine is set to.</summary>
    Auto,

    /// <summary>Dark on light.</summary>
    Light,

    /// <summary>Light on dark.</summary>
    Dark,
}

/// <summary>
/// The colours of images, each a class of CSS. An image brings its paper along, so that its texts can be read wherever it lies: each has
/// at least 4.5 times the luminance of the paper, or the other way round (WCAG 2, level AA).
/// </summary>
/// <param name="Paper">What all lies on.</param>
/// <param name="Line">The paper's edge.</param>
/// <param name="Text">Texts.</param>
/// <param name="Strong">Names and numbers.</param>
/// <param name="Art">The buddy.</param>
/// <param name="Levels">Activity, from none to much.</param>
internal sealed record Palette(string Paper, string Line, string Text, string Strong, string Art, params string[] Levels)
{
    public static Palette Light { get; } =
        new("#ffffff", "#d0d7de", "#57606a", "#24292f", "#7d5207", "#ebedf0", "#f6e3a1", "#e9c04b", "#c68a17", "#7d5207");

    public static Palette Dark { get; } =
        new("#0d1117", "#30363d", "#8b949e", "#e6edf3", "#ffd76b", "#21262d", "#5c3f0a", "#946711", "#cf9a2a", "#ffd76b");

    /// <summary>The style of an image.</summary>
    public static string Style(Theme theme) => theme switch
    {
        Theme.Light => Light.Css,
        Theme.Dark => Dark.Css,
        _ => $"{Light.Css}@media(prefers-color-scheme:dark){{{Dark.Css}}}",
    };

    private string Css => string.Concat(
        [$".p{{fill:{Paper};stroke:{Line}}}text{{fill:{Text}}}.s{{fill:{Strong}}}.a{{fill:{Art}}}",
            .. Levels.Index().Select(level => $".l{level.Index}{{fill:{level.Item}}}")]);
}
