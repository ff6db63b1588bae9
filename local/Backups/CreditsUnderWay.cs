using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Brings credits to where they were going when a backup was taken: the messages that would have done it are in a queue of the other
/// storage account. Doing it again changes nothing.
/// </summary>
internal sealed class CreditsUnderWay(StorageService storage, TimeProvider time, CreditLedger ledger, EscrowLedger escrows,
    TaskCredits tasks)
{
    public async Task FinishAsync(Space space, CancellationToken cancellation)
    {
        await foreach (var head in escrows.ReadHeadsAsync(space.Journal, cancellation))
            if (head.Totals is { Submitter: not null, IsSettled: false } held)
                await escrows.NoteDueAsync(space.Journal, held, cancellation);
        if ((await CreditVerification.RunAsync(storage, time, space, cancellation)).OnTheirWay == CreditAmount.Zero) return;
        await foreach (var head in ledger.ReadHeadsAsync(space.Journal, cancellation))
            await foreach (var entry in ledger.ReadEntriesAsync(space.Journal, head.Account, 0, cancellation))
                if (entry.Value is { Kind: CreditKinds.Spend, Escrow: true, Refused: false, TaskId: not null } charge)
                    await tasks.FinishAsync(space, head.Account, charge, cancellation);
    }
}
