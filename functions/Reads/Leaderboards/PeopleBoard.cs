using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>
/// A board by people instead of contributor ids: all that a person did, holds and received under several ids stands in one entry, under
/// their identity's id. Made anew when the board or who is who has changed; the stored board stays by contributor id, so that a
/// merge can be undone.
/// </summary>
internal static class PeopleBoard
{
    private static readonly ConditionalWeakTable<Board, Made> Known = new();

    private sealed record Made(long Events, Board Board);

    /// <summary>The board by people; the same board while nobody has several ids in it.</summary>
    public static Board Of(Board board, CommunityRegister register)
    {
        if (Known.TryGetValue(board, out var made) && made.Events == register.Events) return made.Board;
        var people = board.Entries.Any(entry => register.Resolve(entry.Id) != entry.Id) ? Merge(board, register) : board;
        Known.AddOrUpdate(board, new Made(register.Events, people));
        return people;
    }

    private static Board Merge(Board board, CommunityRegister register)
    {
        var people = new Board(board.Days) { AsOf = board.AsOf, Version = board.Version, Epoch = board.Epoch };
        foreach (var word in board.Words) people.AddWord(word);
        foreach (var group in board.Entries.GroupBy(entry => register.Resolve(entry.Id), StringComparer.Ordinal))
        {
            var entries = group.OrderBy(entry => entry.Id == group.Key ? 0 : 1).ThenBy(entry => entry.Id, StringComparer.Ordinal).ToArray();
            if (entries is [{ } only] && only.Id == group.Key)
            {
                people.Take(only);
                continue;
            }

            var person = people.FindOrAdd(group.Key);
            foreach (var entry in entries) person.Take(entry);
        }

        return people;
    }
}
