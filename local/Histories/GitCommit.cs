namespace Grain.Local.Histories;

/// <summary>A commit as <c>git log</c> tells it. All texts come from strangers and may hold anything but U+0000.</summary>
/// <param name="Sha">The full hash.</param>
/// <param name="AuthorName">May be empty.</param>
/// <param name="AuthorAddress">May be empty, or no address.</param>
/// <param name="At">When it was committed; what the clock of the committer said.</param>
/// <param name="Message">The whole message, cut where it is longer than any sensible one.</param>
/// <param name="IsMerge">Whether it has several parents.</param>
/// <param name="Paths">The first of the files that it changed; none for a merge.</param>
internal sealed record GitCommit(string Sha, string AuthorName, string AuthorAddress, DateTimeOffset At, string Message, bool IsMerge,
    IReadOnlyList<string> Paths)
{
    /// <summary>The number of the pull request whose merge brought it, if one did; see <see cref="MergedPulls"/>.</summary>
    public int? Pull { get; init; }
}
