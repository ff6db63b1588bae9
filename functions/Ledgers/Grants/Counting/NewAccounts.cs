using Grain.Functions.Limits;

namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>
/// Keeps to how many accounts a space may have. Whoever has grants already gets more, and corrections pass. Where there is room for sure
/// nothing is read; work that is for no space in particular, as that of verbs on the storage, is not asked.
/// </summary>
internal sealed class NewAccounts(Journal<GrantTotals, Grant> journal)
{
    private const int ReadsAtOnceMax = 8;

    /// <summary>
    /// Has grants appended, of whom there is room for, and settles the others as refused before anything is written of them.
    /// </summary>
    public async Task AppendAsync(
        JournalSpace space, IReadOnlyList<GrantItem> items, Func<Task> append, CancellationToken cancellation)
    {
        if (RoomOf(space) is not { } room)
        {
            await append();
            return;
        }

        var held = await HoldAsync(space, room, items, cancellation);
        try
        {
            await append();
        }
        finally
        {
            room.Settle(held, items.Count(item => item.Outcome is GrantOutcome.Appended { Seq: 1 }));
        }
    }

    /// <summary>Whether a space has as many accounts as it may, as far as this process knows.</summary>
    public static bool IsFull(JournalSpace space) => RoomOf(space)?.IsFull == true;

    /// <summary>Who of these people would be one too many.</summary>
    /// <param name="space">The space.</param>
    /// <param name="people">Accounts as they are spelled here.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>They; and the limit, if there are any.</returns>
    public async Task<(IReadOnlySet<string> Accounts, GrantOutcome.Refused? Refusal)> FindAsync(
        JournalSpace space, IEnumerable<string> people, CancellationToken cancellation)
    {
        if (RoomOf(space) is not { IsFull: true } room) return (new HashSet<string>(), null);
        var strangers = await StrangersAsync(space, [.. people.Distinct(StringComparer.Ordinal)], cancellation);
        return (strangers.ToHashSet(StringComparer.Ordinal), strangers.Count == 0 ? null : Refusal(space, room));
    }

    private static AccountRoom? RoomOf(JournalSpace space) =>
        UsageBook.Current is { } tally && tally.Space == space.Name ? tally.Accounts : null;

    private static GrantOutcome.Refused Refusal(JournalSpace space, AccountRoom room) =>
        new(room.Reached.Tell(space.Name)) { IsForRoom = true };

    private async Task<int> HoldAsync(
        JournalSpace space, AccountRoom room, IReadOnlyList<GrantItem> items, CancellationToken cancellation)
    {
        var open = items.Where(item => item is { Outcome: null, Grant.Corrects: null }).ToLookup(item => item.Grant.Contributor);
        if (open.Count == 0 || room.TryHold(open.Count)) return open.Count;
        var (held, refusal) = (0, Refusal(space, room));
        foreach (var stranger in await StrangersAsync(space, [.. open.Select(person => person.Key)], cancellation))
            if (room.TryHold(1)) held++;
            else foreach (var item in open[stranger]) item.Outcome = refusal;
        return held;
    }

    /// <summary>Those who have no grants, in the order given.</summary>
    private async Task<IReadOnlyList<string>> StrangersAsync(JournalSpace space, string[] people, CancellationToken cancellation)
    {
        var isNew = new bool[people.Length];
        await Parallel.ForAsync(
            0, people.Length, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnceMax, CancellationToken = cancellation },
            async (i, token) => isNew[i] = (await journal.ReadHeadAsync(space, people[i], token)).Seq == 0);
        return [.. people.Where((_, i) => isNew[i])];
    }
}
