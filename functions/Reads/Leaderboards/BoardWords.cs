using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>The categories and sources that a leaderboard can be asked for, those with most points first.</summary>
/// <param name="Categories">The categories.</param>
/// <param name="Sources">The sources.</param>
internal sealed record BoardWords(IReadOnlyList<string> Categories, IReadOnlyList<string> Sources)
{
    /// <summary>More are not told of; they can be asked for all the same.</summary>
    private const int ToldMax = 100;

    private static readonly ConditionalWeakTable<Board, BoardWords> Known = new();

    /// <summary>Those of a board, as it is shown.</summary>
    public static BoardWords Of(Board board) => Known.GetValue(board, static all => new BoardWords(
        Largest(all, entry => entry.Categories), Largest(all, entry => entry.Sources)));

    private static string[] Largest(Board board, Func<BoardEntry, List<(int Word, Points Sum)>> sumsOf)
    {
        var sums = new Dictionary<int, Int128>();
        foreach (var (word, sum) in board.Entries.SelectMany(sumsOf)) sums[word] = sums.GetValueOrDefault(word) + sum.Micro;
        return [.. sums.OrderByDescending(sum => sum.Value).ThenBy(sum => board.Words[sum.Key], StringComparer.Ordinal).Take(ToldMax)
            .Select(sum => board.Words[sum.Key])];
    }
}
