using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>What the allocation of an epoch looks at of what was before. Amounts in base units.</summary>
/// <param name="Books">What the earlier epochs add up to.</param>
/// <param name="Outstanding">Grain held by people before this epoch.</param>
/// <param name="Received">All grain ever distributed to each account before this epoch; positive amounts, by account.</param>
/// <param name="Earlier">The same before the epoch that lies so many epochs back, for each lookback of the configuration that reaches back
/// to one.</param>
internal sealed record EpochPast(
    SpaceBooks Books, GrainAmount Outstanding, IReadOnlyList<Receipt> Received, IReadOnlyDictionary<int, IReadOnlyList<Receipt>> Earlier)
{
    /// <summary>Everybody's cred from before the first epoch; absent if there is none.</summary>
    public EarlierCred? Cred { get; init; }

    /// <summary>
    /// Reads what had been received before earlier epochs, as far as the policies look back. Each allocation tells, so it takes one
    /// read a lookback and none without.
    /// </summary>
    /// <param name="store">Where the allocations are.</param>
    /// <param name="runs">The epoch and all before it, oldest first.</param>
    /// <param name="config">Says how far the policies look back.</param>
    /// <param name="cred">The intervals from before the first epoch, into which they may reach; absent if there are none.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyDictionary<int, IReadOnlyList<Receipt>>> ReadEarlierAsync(
        EpochStore store, IReadOnlyList<EpochRun> runs, SpaceConfig config, EarlierCred? cred, CancellationToken cancellation)
    {
        var (earlier, intervals) = (new Dictionary<int, IReadOnlyList<Receipt>>(), runs.Count + (cred?.Intervals ?? 0));
        foreach (var lookback in config.Distribution.PaidLookbacks.Where(lookback => lookback < intervals))
            earlier.Add(lookback, lookback < runs.Count
                ? (await store.ReadAllocationAsync(runs[^(lookback + 1)].Allocation!, cancellation)).ReceivedBefore
                : cred!.ReceivedBefore(intervals - lookback));
        return earlier;
    }
}
