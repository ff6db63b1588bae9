using System.Text.RegularExpressions;
using Xunit;

namespace Grain.Functions.Tests.Docs;

/// <summary>Whoever follows a link of the documentation gets somewhere, and from its door to every page.</summary>
public sealed partial class DocsLinkTests
{
    private const string Door = "docs/README.md";

    [Fact]
    public void Every_link_leads_to_a_file_and_to_a_heading_that_are_there() =>
        Assert.Empty(
            from page in DocsPage.WithDecisions
            from link in Links(page)
            let anchor = link.Anchor
            where !Path.Exists(Path.Combine(DocsPage.Root, link.Target))
                || (anchor.Length > 0 && link.Target.EndsWith(".md", StringComparison.Ordinal) && !Anchors(link.Target).Contains(anchor))
            select $"{page.Name}: {link.Target}#{anchor}");

    [Fact]
    public void Every_page_is_reached_from_the_door()
    {
        var pages = DocsPage.WithDecisions.ToDictionary(page => page.Name);
        var (reached, open) = (new HashSet<string> { Door }, new Stack<string>([Door]));
        while (open.TryPop(out var name))
        {
            // Who opens a folder sees what is in it.
            foreach (var page in Links(pages[name])
                .SelectMany(link => pages.Keys.Where(page => page == link.Target || Path.GetDirectoryName(page) == link.Target)))
                if (reached.Add(page)) open.Push(page);
        }

        Assert.Empty(pages.Keys.Except(reached));
    }

    [Fact]
    public void The_door_leads_to_every_page_of_its_folder_itself()
    {
        var door = DocsPage.All.Single(page => page.Name == Door);
        var linked = Links(door).Select(link => link.Target);
        Assert.Empty(DocsPage.All.Select(page => page.Name).Where(page => page.StartsWith("docs/", StringComparison.Ordinal))
            .Except([Door, .. linked]));
    }

    [Fact]
    public void Every_decision_that_holds_is_in_the_table_of_decisions()
    {
        var table = DocsPage.WithDecisions.Single(page => page.Name == "docs/architecture.md");
        var listed = Links(table).Select(link => link.Target);
        Assert.Empty(DocsPage.WithDecisions.Where(page => page.Name.StartsWith("docs/decisions/", StringComparison.Ordinal)
            && !page.Prose.Contains("*Superseded by", StringComparison.Ordinal)).Select(page => page.Name).Except(listed));
    }

    private static IEnumerable<(string Target, string Anchor)> Links(DocsPage page) =>
        from Match link in Link().Matches(page.Prose)
        let address = link.Groups[1].Value
        where !address.Contains(':', StringComparison.Ordinal)
        let parts = address.Split('#')
        let path = parts[0].Length == 0
            ? page.Name
            : Path.GetRelativePath(DocsPage.Root, Path.Combine(DocsPage.Root, Path.GetDirectoryName(page.Name)!, parts[0]))
        select (path, parts.ElementAtOrDefault(1) ?? "");

    /// <summary>The anchors that GitHub makes of a page's headings.</summary>
    private static HashSet<string> Anchors(string page)
    {
        var text = (DocsPage.WithDecisions.SingleOrDefault(other => other.Name == page)?.Prose)
            ?? File.ReadAllText(Path.Combine(DocsPage.Root, page));
        return [.. Heading().Matches(text).Select(heading => AnchorOf(heading.Groups[1].Value))];
    }

    private static string AnchorOf(string heading) =>
        NotInAnchors().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex NotInAnchors();
}
