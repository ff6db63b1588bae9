using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Journals;

namespace Grain.Functions.Accounts;

/// <summary>All grain of a space, in base units.</summary>
/// <param name="MintedByEpochs">Minted by closed epochs.</param>
/// <param name="Minted">Minted in all.</param>
/// <param name="Burned">Destroyed.</param>
/// <param name="PaidOut">Paid out outside of Grain.</param>
/// <param name="Balances">What the accounts hold.</param>
/// <param name="InTransit">Sent and not settled.</param>
internal sealed record GrainSums(
    GrainAmount MintedByEpochs, GrainAmount Minted, GrainAmount Burned, GrainAmount PaidOut, GrainAmount Balances, GrainAmount InTransit)
{
    /// <summary>What was minted and not destroyed.</summary>
    public GrainAmount Supply => Minted - Burned;

    /// <summary>What is there to be used: the supply less what was paid out.</summary>
    public GrainAmount Circulating => Supply - PaidOut;

    /// <summary>What people hold, and so what the community owes: as an epoch sees it when it looks at the treasury.</summary>
    public GrainAmount Outstanding => Balances + InTransit;
}

/// <summary>
/// Adds up a space's grain. Nothing keeps a sum across accounts: each counts what it minted, burned and holds, and the sums
/// are made of the heads, a thousand a read. Invariant D3: balances and what is in transit add up to what circulates.
/// </summary>
internal sealed class GrainBooks(GrainLedger ledger, EpochStore epochs)
{
    /// <summary>The sums now. Accounts that change while they are read may be counted before or after their change.</summary>
    public async Task<GrainSums> ReadAsync(JournalSpace space, CancellationToken cancellationToken)
    {
        var minted = (await epochs.ReadBooksAsync(space.Name, cancellationToken)).Supply;
        // All shards at once: whoever decides on what is out keeps others waiting meanwhile.
        var shards = await Task.WhenAll(Enumerable.Range(0, space.Shards).Select(shard => ReadAsync(space, shard, cancellationToken)));
        return shards.SelectMany(totals => totals).Aggregate(new GrainSums(minted, minted, default, default, default, default), Add);
    }

    private async Task<List<GrainTotals>> ReadAsync(JournalSpace space, int shard, CancellationToken cancellationToken)
    {
        var totals = new List<GrainTotals>();
        await foreach (var head in ledger.ReadHeadsAsync(space, shard, cancellationToken)) totals.Add(head.Totals);
        return totals;
    }

    /// <summary>Proves D3. Meant for a quiet moment: what moves while the accounts are read may look like a fault.</summary>
    /// <returns>The sums, and the fault or <see langword="null"/>.</returns>
    public async Task<(GrainSums Sums, string? Fault)> ProveAsync(JournalSpace space, CancellationToken cancellationToken)
    {
        var minted = (await epochs.ReadBooksAsync(space.Name, cancellationToken)).Supply;
        var (sums, arrived) = (new GrainSums(minted, minted, default, default, default, default), GrainAmount.Zero);
        await foreach (var head in ledger.ReadHeadsAsync(space, cancellationToken))
        {
            sums = Add(sums, head.Totals);
            foreach (var pending in head.Totals.Pending ?? [])
                if (await TransferSteps.HasArrivedAsync(ledger, space, head.Account, pending, cancellationToken)) arrived += pending.Amount;
        }

        // What has arrived and is not settled is in both accounts for a moment.
        var held = sums.Balances + sums.InTransit - arrived;
        var open = await OpenPaymentsAsync(space, cancellationToken);
        return held >= sums.Circulating && held <= sums.Circulating + open
            ? (sums, null)
            : (sums, $"D3: accounts hold {sums.Balances}, {sums.InTransit - arrived} are in transit, and {sums.Circulating} circulate");
    }

    /// <summary>What an epoch that is being paid right now may have paid already, before it is closed and counted.</summary>
    private async Task<GrainAmount> OpenPaymentsAsync(JournalSpace space, CancellationToken cancellationToken)
    {
        var open = GrainAmount.Zero;
        await foreach (var run in epochs.ListAsync(space.Name, cancellationToken))
            if (run is { Stage: not EpochStage.Closed, Allocation: { } allocation }) open += (await EpochPayments.ReadAsync(epochs, allocation, cancellationToken)).Paid;
        return open;
    }

    private static GrainSums Add(GrainSums sums, GrainTotals totals) => new(
        sums.MintedByEpochs, sums.Minted + totals.Minted, sums.Burned + totals.Burned, sums.PaidOut + totals.PaidOut,
        sums.Balances + totals.Balance, sums.InTransit + totals.InTransit);
}
