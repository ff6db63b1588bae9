using System.Text.RegularExpressions;

namespace Grain.Functions.Tests.Docs;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page's path.</param>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Words">Its info string: the language, and after it, where readers do not see it, what the tests do with it.</param>
/// <param name="Text">What is in it.</param>
internal sealed record DocsFence(string Page, int Line, string[] Words, string Text)
{
    public string Language => Words is [var first, ..] ? first : "";

    public string Mark => Words is [_, var second, ..] ? second : "";

    /// <summary>Commands that are run when the page is played.</summary>
    public bool IsPlayed => Language == "bash" && Mark is "" or "fails";

    /// <summary>What the block before it prints.</summary>
    public bool IsOutput => Mark == "output";

    public override string ToString() => $"{Page}:{Line}";
}

/// <summary>A page that people read: the README, or one below <c>docs/</c>.</summary>
internal sealed partial class DocsPage
{
    private DocsPage(string name, string text)
    {
        (Name, Text) = (name, text);
        Fences = [.. ReadFences(name, text)];
        Prose = Fence().Replace(text, "");
    }

    /// <summary>Its path from the root of the repository.</summary>
    public string Name { get; }

    public string Text { get; }

    public IReadOnlyList<DocsFence> Fences { get; }

    /// <summary>The text without its blocks.</summary>
    public string Prose { get; }

    public static string Root { get; } = FindRoot();

    /// <summary>The pages at the root, and all of <c>docs/</c>.</summary>
    public static IReadOnlyList<DocsPage> All { get; } = [.. Files("."), .. Files("docs")];

    /// <summary>The decisions too, whose commands are of their time.</summary>
    public static IReadOnlyList<DocsPage> WithDecisions { get; } = [.. All, .. Files("docs/decisions")];

    private static DocsPage Read(string name) => new(name, File.ReadAllText(Path.Combine(Root, name)).ReplaceLineEndings("\n"));

    private static IEnumerable<DocsPage> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md")
            .Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal).Select(Read);

    /// <summary>Its blocks, and comments that begin with <c>bash</c>: what is there already when somebody reads the page.</summary>
    private static IEnumerable<DocsFence> ReadFences(string page, string text) =>
        from Match fence in Fence().Matches(text)
        let line = text.AsSpan(0, fence.Index).Count('\n') + 1
        let words = fence.Groups["info"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select new DocsFence(page, line, words, fence.Groups["text"].Value);

    private static string FindRoot()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Grain.Functions.sln"))) root = root.Parent;
        return root.FullName;
    }

    [GeneratedRegex(@"^[ ]*(?:```|<!-- (?=bash))(?<info>[^\n`]*)\n(?<text>.*?)^[ ]*(?:```|-->)[ ]*$",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
