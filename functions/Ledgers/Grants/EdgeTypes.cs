namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// The types of connections that Grain's own sources tell. Each is written from the node that does to the node it is done
/// to. An edge may name a node that nobody has told of yet, or never will (<c>#12</c> in a text may be an issue, a pull
/// request or a discussion): such an edge means nothing until its node is known.
/// </summary>
public static class EdgeTypes
{
    /// <summary>Participant → contribution: made it. A commit may have several authors.</summary>
    public const string Authors = "authors";

    /// <summary>Review → pull request.</summary>
    public const string Reviews = "reviews";

    /// <summary>Comment → issue, pull request, discussion or commit.</summary>
    public const string CommentsOn = "comments-on";

    /// <summary>Comment → the earlier comment it replies to.</summary>
    public const string RepliesTo = "replies-to";

    /// <summary>Comment → the discussion it was chosen to answer.</summary>
    public const string Answers = "answers";

    /// <summary>Contribution → another one that its text mentions.</summary>
    public const string References = "references";

    /// <summary>Participant → the pull request of somebody else that they merged.</summary>
    public const string Merges = "merges";

    /// <summary>Pull request → the commit it became.</summary>
    public const string MergedAs = "merged-as";

    /// <summary>
    /// Commit → the pull request that it came in by. The pull request mints for it. Conducts nothing until a space gives it a weight.
    /// </summary>
    public const string Within = "within";

    /// <summary>Contribution → what it belongs to: a repository, or the review of an inline comment.</summary>
    public const string PartOf = "part-of";

    /// <summary>Participant → contribution: a like, a thanks, an emoji.</summary>
    public const string ReactsTo = "reacts-to";

    /// <summary>Participant → repository.</summary>
    public const string Stars = "stars";

    /// <summary>Participant → repository that they forked.</summary>
    public const string Forks = "forks";

    /// <summary>Contribution → another one that it needs.</summary>
    public const string DependsOn = "depends-on";

    /// <summary>Participant → the task that they asked for.</summary>
    public const string Requests = "requests";

    /// <summary>Sponsorship → the participant who is supported.</summary>
    public const string Supports = "supports";

    /// <summary>Commit → a folder of its repository in which it changed files. Conducts nothing until a space gives it a weight.</summary>
    public const string Touches = "touches";

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<string> All { get; } =
    [
        Authors, Reviews, CommentsOn, RepliesTo, Answers, References, Merges, MergedAs, PartOf, ReactsTo, Stars, Forks, DependsOn, Requests,
        Supports, Touches, Within,
    ];
}
