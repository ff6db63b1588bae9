namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>
/// Tells what a grant that was counted at some time meant for its contributor's tier. Nothing is written for it: the totals around it are
/// the sums over what came before it, or the head's less what came after it, whichever is shorter. Two reads.
/// </summary>
internal sealed class TierCrossings(GrantLedger ledger)
{
    /// <summary>Most entries that are summed up.</summary>
    private const int EntriesMax = 250;

    /// <summary>
    /// What it meant, by the tiers of today; <see langword="null"/> where the space has none, or where the grant lies too deep in a journal
    /// for one read.
    /// </summary>
    /// <param name="space">The space with its tiers.</param>
    /// <param name="counted">The grant's entry.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TierChange?> OfAsync(Space space, JournalEntry<Grant> counted, CancellationToken cancellation)
    {
        if (space.Config.Tiers.Count == 0) return null;
        var after = counted.Seq <= EntriesMax
            ? await SumAsync(0, counted.Seq)
            : await ledger.ReadHeadAsync(space.Journal, counted.Account, cancellation) is { } head && head.Seq - counted.Seq <= EntriesMax
                ? head.Totals.Total.Plus(-await SumAsync(counted.Seq, head.Seq)) : (Points?)null;
        return after is { } total ? TierChange.Between(total.Plus(-counted.Value.Amount), total, space.Config.Tiers) : null;

        async Task<Points> SumAsync(long afterSeq, long last) => last == afterSeq ? default : Points.Sum(
            (await ledger.ReadPageAsync(space.Journal, counted.Account, afterSeq, (int)(last - afterSeq), cancellation))
            .Select(entry => entry.Value.Amount));
    }
}
