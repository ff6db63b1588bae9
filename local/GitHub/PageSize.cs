namespace Grain.Local.GitHub;

/// <summary>
/// How much is asked for at once. GitHub gives a question ten seconds, whatever there is to find: where they were not enough, less is asked
/// for, and after some answers more again.
/// </summary>
internal sealed class PageSize
{
    private const int PartsMax = 64;
    private const int AnswersBeforeMore = 10;
    private const int Within = 20;
    private const int WithinLeast = 4;

    private int parts = 1;
    private int answers;

    /// <summary>Items of lists within items.</summary>
    public int Few => Math.Max(Within / parts, WithinLeast);

    /// <summary>Items of a page that has so many at most.</summary>
    public int Of(int most) => Math.Max(most / parts, 1);

    /// <summary>It was too much.</summary>
    public void Shrink() => (parts, answers) = (Math.Min(parts * 2, PartsMax), 0);

    /// <summary>It was answered.</summary>
    public void Succeed()
    {
        if (++answers < AnswersBeforeMore) return;
        (parts, answers) = (Math.Max(parts / 2, 1), 0);
    }
}
