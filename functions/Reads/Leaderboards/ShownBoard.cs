using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>What those have together who are not shown.</summary>
/// <param name="Count">How many they are.</param>
/// <param name="Points">Their points of this leaderboard.</param>
/// <param name="Cred">Their cred.</param>
/// <param name="GrainUnits">Grain they hold, in base units.</param>
/// <param name="GrainReceivedUnits">Grain ever distributed to them, likewise.</param>
internal sealed record OthersAnswer(int Count, Points Points, double Cred, GrainAmount GrainUnits, GrainAmount GrainReceivedUnits)
{
    /// <summary>What the open epoch would pay them, in base units; only where it is asked for.</summary>
    public GrainAmount? WouldPayUnits { get; init; }

    /// <summary>The sums over everybody whom a leaderboard would have, and does not show.</summary>
    /// <returns><see langword="null"/> if there is nobody.</returns>
    public static OthersAnswer? Of(Board people, Faces faces, BoardQuery query)
    {
        if (faces.HideNobody) return null;
        var hidden = people.Entries.Where(entry => faces.IdOf(entry.Id) is null)
            .Select(entry => (Entry: entry, Points: query.PointsOf(people, entry))).Where(each => each.Points is not null).ToArray();
        return hidden.Length == 0 ? null : new OthersAnswer(
            hidden.Length, Points.Sum(hidden.Select(each => each.Points!.Value)), hidden.Sum(each => each.Entry.Cred),
            GrainAmount.Sum(hidden.Select(each => each.Entry.Balance)), GrainAmount.Sum(hidden.Select(each => each.Entry.Received)))
        {
            WouldPayUnits = hidden.Any(each => each.Entry.WouldPay is not null)
                ? GrainAmount.Sum(hidden.Select(each => each.Entry.WouldPay ?? GrainAmount.Zero)) : null,
        };
    }
}

/// <summary>A board as somebody may see it. Made anew when the board or how people are shown has changed.</summary>
internal static class ShownBoard
{
    private static readonly ConditionalWeakTable<Board, Made> Known = new();

    private sealed record Made(Faces Faces, Board Board);

    /// <summary>The board without those who are not shown, and with pseudonyms; the same board where all are shown.</summary>
    public static Board Of(Board people, Faces faces)
    {
        if (faces.HideNobody) return people;
        if (Known.TryGetValue(people, out var made) && made.Faces == faces) return made.Board;
        var board = new Board(people.Days) { AsOf = people.AsOf, Version = people.Version, Epoch = people.Epoch };
        foreach (var word in people.Words) board.AddWord(word);
        foreach (var entry in people.Entries)
        {
            if (faces.AreOpen(entry.Id)) board.Take(entry);
            else if (faces.IdOf(entry.Id) is { } pseudonym)
            {
                var shown = board.FindOrAdd(pseudonym);
                shown.Take(entry);
                shown.Name = null;
            }
        }

        Known.AddOrUpdate(people, new Made(faces, board));
        return board;
    }
}
