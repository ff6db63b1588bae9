namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>
/// Reserves for grants what only one of them can have: their ids (G1), and the right to correct (G3). Of an id the contributor's journal
/// has the last word: as long as nothing is counted under it, another grant of the same contributor may take the reservation over.
/// </summary>
internal sealed class GrantReservations(GrantIds ids, Journal<GrantTotals, Grant> journal)
{
    /// <summary>
    /// Reserves the ids of the grants, then for those that got theirs the right to correct; settles those that get neither.
    /// </summary>
    public async Task ReserveAsync(JournalSpace space, IReadOnlyList<GrantItem> items, CancellationToken cancellation)
    {
        foreach (var item in await ReserveAsync(space, items, item => item.Grant.GrantId, (item, row) => item.Row = row, cancellation))
            if (!await TakeOverAsync(space, item, cancellation)) item.Outcome = Taken(item.Grant);
        var corrections = items.Where(item => item.Grant.Corrects is not null);
        foreach (var item in await ReserveAsync(space, corrections, item => GrantCorrections.RightOf(item.Grant.Corrects!), (_, _) => { },
            cancellation))
            item.Outcome = GrantCorrections.CorrectedAlready(item.Grant);
    }

    /// <summary>Makes reservations say what is counted, where another grant got there first after all.</summary>
    public async Task SettleAsync(JournalSpace space, IEnumerable<GrantItem> items, CancellationToken cancellation)
    {
        foreach (var grant in items.Where(item => item.Outcome is GrantOutcome.ConflictsWithEarlier).Select(item => item.Grant))
        {
            if (await ids.FindAsync(space, grant.GrantId, cancellation) is not { } row || row.Reservation?.Contributor != grant.Contributor)
                continue;
            if (await journal.FindAsync(space, grant.Contributor, grant.GrantId, cancellation) is { } counted)
                await SettleAsync(space, row, counted, cancellation);
        }
    }

    private async Task SettleAsync(JournalSpace space, GrantIdRow row, JournalEntry<Grant> counted, CancellationToken cancellation)
    {
        var settled = row.Settled(counted);
        // Whoever else writes here has seen the same entry.
        if (row != settled) await ids.TryWriteAsync(space, counted.Value.GrantId, settled, cancellation);
    }

    private static GrantOutcome.ConflictsWithEarlier Taken(Grant grant) =>
        new($"the id {grant.GrantId} belongs to an earlier grant with other content");

    /// <summary>
    /// A grant that was refused, or whose writer died, has reserved its id and is not counted. Should it be counted at this very moment,
    /// its used key is in the way of this one, or this one's in the way of it. What is counted already is told so, whoever took it over.
    /// </summary>
    private async Task<bool> TakeOverAsync(JournalSpace space, GrantItem item, CancellationToken cancellation)
    {
        var (grant, row) = (item.Grant, item.Row);
        if (row?.Reservation?.Contributor != grant.Contributor) return false;
        if (await journal.FindAsync(space, grant.Contributor, grant.GrantId, cancellation) is { } counted)
        {
            await SettleAsync(space, row, counted, cancellation);
            return GrantReservation.Of(counted) == item.Reservation;
        }

        while (true)
        {
            var mine = (row ?? new GrantIdRow(null, null, default)) with { Reservation = item.Reservation, IsTakenOver = true };
            var isMine = await ids.TryWriteAsync(space, grant.GrantId, mine, cancellation);
            item.Row = row = isMine ? mine : await ids.FindAsync(space, grant.GrantId, cancellation);
            // The same grant may have taken it over already, by another process or a place earlier in one call; or it was given free.
            if (row?.Reservation is { } reserved) return reserved == item.Reservation;
        }
    }

    /// <summary>
    /// Gives an id free that a grant had reserved which can never be counted: whoever appends the very same at this moment is refused as
    /// well. A grant that is refused for another reason keeps its id, since it may be counted later; and so does one whose id was taken
    /// over, since the other may be at work.
    /// </summary>
    public async Task FreeAsync(JournalSpace space, IEnumerable<GrantItem> items, CancellationToken cancellation)
    {
        foreach (var item in items.Where(item => item is { Outcome: GrantOutcome.Refused, Grant.Corrects: null }))
        {
            var (grant, head) = (item.Grant, await journal.ReadHeadAsync(space, item.Grant.Contributor, cancellation));
            if (!GrantRules.IsOneNameTooMany(head.Totals, grant)) continue;
            if (await ids.FindAsync(space, grant.GrantId, cancellation) is { IsTakenOver: false } row
                && row.Reservation == item.Reservation
                && await journal.FindSeqAsync(space, grant.Contributor, grant.GrantId, cancellation) is null)
                await ids.TryWriteAsync(space, grant.GrantId, row with { Reservation = null }, cancellation);
        }
    }

    /// <returns>The items whose id is reserved for something else.</returns>
    private async Task<List<GrantItem>> ReserveAsync(
        JournalSpace space, IEnumerable<GrantItem> items, Func<GrantItem, string> idOf, Action<GrantItem, GrantIdRow?> onFound,
        CancellationToken cancellation)
    {
        var open = items.Where(item => item.Outcome is null).ToArray();
        if (open.Length == 0) return [];
        var wanted = new OrderedDictionary<string, GrantReservation>(open.Length, StringComparer.Ordinal);
        foreach (var item in open) wanted.TryAdd(idOf(item), item.Reservation);
        var found = await ids.ReserveAsync(space, wanted, cancellation);
        var others = new List<GrantItem>();
        foreach (var item in open)
        {
            var place = wanted.IndexOf(idOf(item));
            onFound(item, found[place]);
            if ((found[place]?.Reservation ?? wanted.GetAt(place).Value) != item.Reservation) others.Add(item);
        }

        return others;
    }
}
