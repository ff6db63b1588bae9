using System.Text.RegularExpressions;

namespace Grain.Functions.Webhooks.Commits;

/// <summary>
/// Knows the messages that git, GitHub, GitLab and others of their kind write for merges, for pushes: they do not tell a commit's parents.
/// A title that only begins like one is an ordinary commit's.
/// </summary>
internal static partial class MergeMessage
{
    private const int TitleMax = 8192; // git names all branches of an octopus

    /// <summary>Whether a message is one of theirs, to the last character of its first line.</summary>
    public static bool Is(string message)
    {
        var title = message.AsSpan().Trim();
        if (!title.StartsWith("Merge")) return false;
        var end = title.IndexOfAny('\r', '\n');
        if (end >= 0) title = title[..end].TrimEnd();
        return title.Length <= TitleMax && (OfGit().IsMatch(title) || OfForge().IsMatch(title));
    }

    // git fmt-merge-msg: what is merged by kind, then where it comes from, then where it goes to. Its names hold no blank, but for what
    // somebody wrote for a commit; folders hold some.
    [GeneratedRegex(
        """
        ^Merge\ (?:
          (?:(?:branch|remote-tracking\ branch|remote\ branch|tag)\ '[^\s']\S*'(?:\ \(early\ part\))?|commit\ '[^']+')
          |(?:(?:branches|remote-tracking\ branches|remote\ branches|tags|commits)\ '\S+'(?:,\ '\S+')*\ and\ '\S+')
          |HEAD(?=,\ |\ of\ )
          |(?:[a-z+]+://\S+|[\w.-]+@[\w.-]+:\S+|\.{0,2}/\S*)
        )
        (?:(?:,\ |;\ )(?:
          (?:branch|remote-tracking\ branch|remote\ branch|tag|commit)\ '\S+'
          |(?:branches|remote-tracking\ branches|remote\ branches|tags|commits)\ '\S+'(?:,\ '\S+')*\ and\ '\S+'
          |HEAD|[a-z+]+://\S+
        )|\ of\ (?:(?>(?:[A-Za-z]:)?\.{0,2}/[^;']{1,255}?(?=\ into\ |;\ |$))|[^\s;]+))*
        (?:\ into\ (?:'[^\s']+'|[^\s'~^:?*\[\\]*[^\s'~^:?*\[\\./,])|\ as\ '[^']+')?$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OfGit();

    // GitHub's, Bitbucket's and Gitea's buttons.
    [GeneratedRegex(
        """^Merge pull request (?:#[0-9]+ from \S+|#[0-9]+ in \S+ from \S+ to \S+|'.+' \(#[0-9]+\) from \S+ into \S+)$"""
        + """|^Merged in \S+ \(pull request #[0-9]+\)$""",
        RegexOptions.CultureInvariant)]
    private static partial Regex OfForge();
}
