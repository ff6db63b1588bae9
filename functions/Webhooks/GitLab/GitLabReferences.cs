using Grain.Functions.Webhooks.Reading;
using System.Text.RegularExpressions;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Finds what a text mentions: <c>#12</c> (an issue), <c>!34</c> (a merge request), both with <c>group/project</c> before them, and
/// addresses of issues, merge requests and commits on the same instance.
/// </summary>
internal static partial class GitLabReferences
{
    private const int ReferencesMax = 16; // more mentions in one text are a list, not a reference
    private const int ScannedMax = 65_536;

    /// <summary>The nodes mentioned, each once.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="project">What <c>#12</c> is relative to.</param>
    /// <param name="self">The node whose text it is; it does not mention itself.</param>
    public static IReadOnlyCollection<string> In(string? text, Project project, string? self)
    {
        if (text is null) return [];
        if (text.Length > ScannedMax) text = text[..ScannedMax];
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in Numbered(text, project).Concat(Addresses(text, project)))
        {
            if (node != self) found.Add(node);
            if (found.Count == ReferencesMax) break;
        }

        return found;
    }

    private static IEnumerable<string> Numbered(string text, Project project)
    {
        for (var match = Number().Match(text); match.Success; match = match.NextMatch())
        {
            var start = match.Index;
            while (start > 0 && match.Index - start <= Project.PathMax
                && (Project.IsNameCharacter(text[start - 1]) || text[start - 1] == '/')) start--;
            var path = text[start..match.Index];
            var node = project.Node;
            if (path.Length == 0 && start > 0 && text[start - 1] == '&') continue; // &#39; is an apostrophe
            if (path.Length > 0 && !Project.TryNode(project.Host, path, out node)) continue;
            var number = int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
            if (number > 0) yield return $"{node}/{(match.ValueSpan[0] == '#' ? "issue" : "pull")}/{BoundedText.Digits(number)}";
        }
    }

    private static IEnumerable<string> Addresses(string text, Project project)
    {
        for (var match = Address().Match(text); match.Success; match = match.NextMatch())
        {
            if (!project.IsAt(match.Groups["host"].Value)) continue;
            if (!Project.TryNode(project.Host, match.Groups["path"].Value, out var node)) continue;
            var id = match.Groups["id"].Value;
            var number = int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
            var kind = match.Groups["kind"].Value switch
            {
                "issues" or "work_items" when number > 0 => "issue",
                "merge_requests" when number > 0 => "pull",
                "commit" when id.Length is 40 or 64 => "commit",
                _ => null,
            };
            if (kind is not null) yield return $"{node}/{kind}/{(kind == "commit" ? id : BoundedText.Digits(number))}";
        }
    }

    [GeneratedRegex(@"[#!](?<number>[0-9]{1,9})(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    // Every part is bounded, so that no text takes more than its length times a constant.
    [GeneratedRegex(
        @"https?://(?<host>[\w.-]{1,253})(?::[0-9]{1,5})?/(?<path>[\w./-]{3,200}?)/-/"
        + @"(?<kind>issues|work_items|merge_requests|commit)/(?<id>[0-9a-f]{1,64})(?!\w)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
