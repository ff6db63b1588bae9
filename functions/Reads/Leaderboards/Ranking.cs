using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>Somebody's place.</summary>
/// <param name="Rank">1 for the best; equals share a rank, and the next one counts them all (1, 2, 2, 4).</param>
/// <param name="Entry">Who.</param>
/// <param name="Points">The points of this leaderboard.</param>
internal readonly record struct Ranked(int Rank, BoardEntry Entry, Points Points);

/// <summary>
/// Sorts boards. Equals stand in the order of their ids, so that pages never overlap or skip while the board is the same. A sorted
/// board is kept for as long as the board itself.
/// </summary>
internal static class Ranking
{
    /// <summary>Orders kept of one board; somebody may ask for more, they are then sorted again.</summary>
    private const int KeptMax = 16;

    private static readonly ConditionalWeakTable<Board, Dictionary<BoardQuery, Ranked[]>> Sorted = new();

    /// <summary>Everybody who is on the leaderboard, best first.</summary>
    public static Ranked[] Rank(Board board, BoardQuery query)
    {
        var kept = Sorted.GetOrCreateValue(board);
        lock (kept)
            if (kept.TryGetValue(query, out var known)) return known;
        var ranked = Sort(board, query);
        lock (kept)
        {
            if (kept.Count >= KeptMax) kept.Clear();
            kept[query] = ranked;
        }

        return ranked;
    }

    private static Ranked[] Sort(Board board, BoardQuery query)
    {
        Comparison<Ranked> better = query.By switch
        {
            BoardQuery.Cred => (a, b) => b.Entry.Cred.CompareTo(a.Entry.Cred),
            BoardQuery.Grain => (a, b) => b.Entry.Received.CompareTo(a.Entry.Received),
            _ => (a, b) => b.Points.CompareTo(a.Points),
        };
        var all = new List<Ranked>(board.Entries.Count);
        foreach (var entry in board.Entries)
            if (query.PointsOf(board, entry) is { } points) all.Add(new Ranked(0, entry, points));
        all.Sort((a, b) => better(a, b) is var order and not 0 ? order : string.CompareOrdinal(a.Entry.Id, b.Entry.Id));

        var ranked = all.ToArray();
        for (var place = 0; place < ranked.Length; place++)
            ranked[place] = ranked[place] with
            {
                Rank =
                place > 0 && better(ranked[place - 1], ranked[place]) == 0 ? ranked[place - 1].Rank : place + 1
            };
        return ranked;
    }
}
