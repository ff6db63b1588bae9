using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Where the ledgers are cut whose accounts follow from each other: a transfer of grain is in two accounts, the pay of a task in an
/// escrow and two accounts. Whatever is in has in with it what it follows from, so that nothing arrives that was not sent. What was sent
/// and has not arrived is under way, as it is for a moment in the space itself.
/// </summary>
internal sealed class LedgerCuts(StorageService storage, TimeProvider time, JournalSpace space)
{
    public Journal<GrainTotals, GrainEntry> Grain { get; } = new(storage, time, new GrainRules());
    public Journal<CreditTotals, CreditEntry> Credits { get; } = new(storage, time, new CreditRules());
    public Journal<EscrowTotals, EscrowEntry> Escrows { get; } = new(storage, time, new EscrowRules());

    /// <summary>Cuts grain.</summary>
    public async Task CutGrainAsync(JournalCut cut, CancellationToken cancellation)
    {
        await cut.ReadAsync(Grain, space, cancellation);
        cut.Complete(await FindAsync(Grain, cut, async entry => entry.Value switch
        {
            { Kind: GrainEntryKinds.TransferOut, Id: { } id } =>
                await FindAsync(Grain, entry.Value.Peer, TransferSteps.InKey(entry.Account, id), cancellation),
            { Kind: GrainEntryKinds.TransferIn or GrainEntryKinds.TransferDeclined, Id: { } id } =>
                await FindAsync(Grain, entry.Value.Peer, TransferSteps.EndKey(id), cancellation),
            _ => [],
        }, cancellation));
    }

    /// <summary>Cuts credits and escrows.</summary>
    public async Task CutCreditsAsync(JournalCut cut, CancellationToken cancellation)
    {
        await cut.ReadAsync(Escrows, space, cancellation);
        await cut.ReadAsync(Credits, space, cancellation);
        var charges = await FindAsync(Credits, cut, async entry => entry.Value is { Escrow: true, Refused: false, TaskId: { } task }
            && entry.Value.Kind == CreditKinds.Spend
            ? [
                .. await FindAsync(Escrows, TaskIds.Account(task), EscrowEntry.Hold, cancellation),
                .. await FindAsync(Credits, entry.Account, TaskIds.Key(CreditKinds.Refund, task), cancellation),
            ]
            : [], cancellation);
        var held = await FindAsync(Escrows, cut, async entry =>
        {
            var escrow = (await Escrows.ReadHeadAsync(space, entry.Account, cancellation)).Totals;
            return
            [
                .. await FindAsync(Credits, escrow.Claimed?.Node, TaskIds.Key(CreditKinds.Earn, entry.Value.TaskId), cancellation),
                .. await FindAsync(Credits, escrow.Submitter, TaskIds.Key(CreditKinds.Refund, entry.Value.TaskId), cancellation),
            ];
        }, cancellation);
        cut.Complete([.. charges, .. held]);
    }

    private Task<IReadOnlyList<Effect>> FindAsync<THead, TEntry>(
        Journal<THead, TEntry> journal, string? account, string key, CancellationToken cancellation) =>
        Effect.FindAsync(journal, space, account, key, cancellation);

    /// <summary>What has come since the cut was read, with what follows from it.</summary>
    private async Task<List<Cause>> FindAsync<THead, TEntry>(
        Journal<THead, TEntry> journal, JournalCut cut, Func<JournalEntry<TEntry>, Task<IReadOnlyList<Effect>>> effectsOf,
        CancellationToken cancellation)
    {
        var causes = new List<Cause>();
        foreach (var (account, seq) in await cut.FindMovedAsync(journal, space, cancellation))
            await foreach (var entry in journal.ReadEntriesAsync(space, account, cut[journal.Rules.Table, account], cancellation))
            {
                if (entry.Seq > seq) break;
                if (await effectsOf(entry) is { Count: > 0 } effects)
                    causes.Add(new Cause(journal.Rules.Table, account, entry.Seq, effects));
            }

        return causes;
    }
}
