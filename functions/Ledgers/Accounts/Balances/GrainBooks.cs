using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Accounts.Balances;

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
    /// <summary>The part of the balances that is held for something.</summary>
    public GrainAmount Held { get; init; }

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
    public async Task<GrainSums> ReadAsync(JournalSpace space, CancellationToken cancellation)
    {
        var minted = (await epochs.ReadBooksAsync(space.Name, cancellation)).Supply;
        // All shards at once: whoever decides on what is out keeps others waiting meanwhile.
        var shards = await Task.WhenAll(Enumerable.Range(0, space.Shards).Select(shard => ReadAsync(space, shard, cancellation)));
        return shards.SelectMany(totals => totals).Aggregate(new GrainSums(minted, minted, default, default, default, default), Add);
    }

    private async Task<List<GrainTotals>> ReadAsync(JournalSpace space, int shard, CancellationToken cancellation)
    {
        var totals = new List<GrainTotals>();
        await foreach (var head in ledger.ReadHeadsAsync(space, shard, cancellation)) totals.Add(head.Totals);
        return totals;
    }

    /// <summary>Why a configuration cannot have other decimals: every amount that is stored has its meaning from them.</summary>
    public async Task<string?> RefuseDecimalsAsync(Space space, SpaceConfig config, CancellationToken cancellation)
    {
        var decimals = space.Config.Token.Decimals;
        return config.Token.Decimals == decimals || (space.FixedDecimals is null && !await HasGrainAsync(space.Journal, cancellation))
            ? null
            : $"token.decimals cannot be changed from {decimals}: there is grain, and its amounts are stored in these decimals.";
    }

    /// <summary>Whether there is grain, or an epoch that may have decided on some: for spaces from before their row said so.</summary>
    private async Task<bool> HasGrainAsync(JournalSpace space, CancellationToken cancellation)
    {
        await foreach (var _ in ledger.ReadHeadsAsync(space, cancellation)) return true;
        await foreach (var _ in epochs.ListAsync(space.Name, cancellation)) return true;
        return false;
    }

    /// <summary>Proves D3, looking again where accounts moved while they were read.</summary>
    public Task<LedgerCheckResult> ProveAsync(JournalSpace space, CancellationToken cancellation) => LedgerCheckResult.OfAsync(async () =>
    {
        var (sums, entries, fault) = await ProveOnceAsync(space, cancellation);
        return new LedgerCheckResult($"{sums.Minted} minted, {sums.Burned} burnt, {sums.PaidOut} paid out, {sums.Balances} held", fault)
        {
            Seen = $"{entries} entries, {sums.MintedByEpochs} minted by epochs",
        };
    });

    private async Task<(GrainSums Sums, long Entries, string? Fault)> ProveOnceAsync(JournalSpace space, CancellationToken cancellation)
    {
        var before = await epochs.ReadBooksAsync(space.Name, cancellation);
        var minted = before.Supply;
        var (sums, entries, arrived) = (new GrainSums(minted, minted, default, default, default, default), 0L, GrainAmount.Zero);
        await foreach (var head in ledger.ReadHeadsAsync(space, cancellation))
        {
            (sums, entries) = (Add(sums, head.Totals), entries + head.Seq);
            foreach (var pending in head.Totals.Pending ?? [])
                if (await TransferSteps.HasArrivedAsync(ledger, space, head.Account, pending, cancellation)) arrived += pending.Amount;
        }

        // What has arrived and is not settled is in both accounts for a moment.
        var held = sums.Balances + sums.InTransit - arrived;
        var open = await OpenPaymentsAsync(space, before, cancellation);
        return held >= sums.Circulating && held <= sums.Circulating + open
            ? (sums, entries, null)
            : (sums, entries, $"D3: accounts hold, with what is in transit, {Off(held - sums.Circulating)} than circulates");
    }

    private static string Off(GrainAmount difference) =>
        difference.Sign < 0 ? $"{GrainAmount.Zero - difference} less" : $"{difference} more";

    /// <summary>What epochs may have paid that the books did not count yet when they were read.</summary>
    private async Task<GrainAmount> OpenPaymentsAsync(JournalSpace space, SpaceBooks before, CancellationToken cancellation)
    {
        var open = GrainAmount.Zero;
        await foreach (var run in epochs.ListAsync(space.Name, cancellation))
            if (run.Allocation is { } allocation && (before.LastClosed is not { } last || run.Epoch.Start > last.Start))
                open += (await epochs.ReadAllocationAsync(allocation, cancellation)).Paid;
        return open;
    }

    private static GrainSums Add(GrainSums sums, GrainTotals totals) => new(
        sums.MintedByEpochs, sums.Minted + totals.Minted, sums.Burned + totals.Burned, sums.PaidOut + totals.PaidOut,
        sums.Balances + totals.Balance, sums.InTransit + totals.InTransit)
    {
        Held = sums.Held + totals.Held,
    };
}
