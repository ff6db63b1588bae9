using System.Text.RegularExpressions;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>
/// Finds the topics and posts of the same forum whose addresses stand in a text or its HTML: <c>https://forum/t/slug/12/3</c>.
/// </summary>
internal static partial class DiscourseReferences
{
    private const int ReferencesMax = 16; // more mentions in one text are a list, not a reference
    private const int ScannedMax = 65_536;

    /// <summary>The nodes mentioned, each once.</summary>
    public static IReadOnlyCollection<string> In(string? text, Forum forum, string self)
    {
        if (text is null) return [];
        if (text.Length > ScannedMax) text = text[..ScannedMax];
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var match = Address().Match(text); match.Success && found.Count < ReferencesMax; match = match.NextMatch())
        {
            if (!forum.IsAt(match.Groups["host"].Value)) continue;
            var topic = int.Parse(match.Groups["topic"].ValueSpan, CultureInfo.InvariantCulture);
            var post = match.Groups["post"] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 1;
            var node = post > 1 ? forum.Post(topic, post) : forum.Topic(topic);
            if (topic > 0 && node != self) found.Add(node);
        }

        return found;
    }

    [GeneratedRegex(
        @"https?://(?<host>[\w.-]{1,253})(?::[0-9]{1,5})?/t/(?:[^\s/""'<>]{1,255}/)?(?<topic>[0-9]{1,9})(?:/(?<post>[0-9]{1,9}))?(?![\w/])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
