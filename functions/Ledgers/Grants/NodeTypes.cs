namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// The types of contributions that Grain's own sources tell. A node's type decides what it mints, so a space may give each
/// one its own weight. Senders of the direct API may use further types: an unknown type mints nothing until it has a weight.
/// </summary>
public static class NodeTypes
{
    /// <summary>A place where work is collected: a code repository. It is nobody's own contribution.</summary>
    public const string Repository = "repository";

    /// <summary>A folder of a code repository. It is nobody's own contribution, and mints nothing.</summary>
    public const string Folder = "folder";

    /// <summary>A commit.</summary>
    public const string Commit = "commit";

    /// <summary>A pull request.</summary>
    public const string Pull = "pull";

    /// <summary>A review of a pull request.</summary>
    public const string Review = "review";

    /// <summary>A comment on a line of a pull request.</summary>
    public const string ReviewComment = "review-comment";

    /// <summary>An issue.</summary>
    public const string Issue = "issue";

    /// <summary>A comment on an issue, a pull request, a discussion or a commit.</summary>
    public const string Comment = "comment";

    /// <summary>A discussion: a topic opened for others to talk about.</summary>
    public const string Discussion = "discussion";

    /// <summary>A published release.</summary>
    public const string Release = "release";

    /// <summary>A page of a wiki.</summary>
    public const string WikiPage = "wiki-page";

    /// <summary>A published security advisory.</summary>
    public const string Advisory = "advisory";

    /// <summary>A standing support of somebody with money.</summary>
    public const string Sponsorship = "sponsorship";

    /// <summary>A message in a chat.</summary>
    public const string Message = "message";

    /// <summary>A thanks of somebody to somebody.</summary>
    public const string Thanks = "thanks";

    /// <summary>A finished task of the worker network.</summary>
    public const string Task = "task";

    /// <summary>A grant that is known by its points alone; it is worth what it grants.</summary>
    public const string Grant = "grant";

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<string> All { get; } =
    [
        Repository, Folder, Commit, Pull, Review, ReviewComment, Issue, Comment, Discussion, Release, WikiPage, Advisory, Sponsorship,
        Message, Thanks, Task, Grant,
    ];
}
