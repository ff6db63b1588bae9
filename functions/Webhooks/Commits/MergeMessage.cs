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

    /// <summary>The pull request whose merge a message is, by the buttons of forges that number them so.</summary>
    public static int? PullOfMerge(string message) => NumberIn(OfPull().Match(TitleOf(message)));

    /// <summary>The pull request that a squashed commit was, as forges end its title: <c>Sow in rows (#12)</c>.</summary>
    public static int? PullOfSquash(string message) => NumberIn(OfSquash().Match(TitleOf(message)));

    private static string TitleOf(string message)
    {
        var title = message.AsSpan().Trim();
        var end = title.IndexOfAny('\r', '\n');
        if (end >= 0) title = title[..end].TrimEnd();
        return title.Length <= TitleMax ? title.ToString() : "";
    }

    private static int? NumberIn(Match match) =>
        match.Success && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0 ? number : null;

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

    [GeneratedRegex(
        """^Merge pull request (?:#(?<number>[0-9]{1,9}) from \S+|'.+' \(#(?<number>[0-9]{1,9})\) from \S+ into \S+)$""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OfPull();

    [GeneratedRegex("""\S \(#(?<number>[0-9]{1,9})\)$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OfSquash();
}
