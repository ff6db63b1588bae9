using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Ledgers.Accounts.Issuing;

/// <summary>
/// Makes what is reserved, once, and forgets the reservation. Whoever does it again, or at the same time, comes to the same end.
/// </summary>
internal sealed class ReservedGrain(TreasuryRows rows, MoveIds ids, GrainLedger ledger, SpecialDistributions distributions,
    EpochStore epochs)
{
    /// <summary>Mints what is reserved, unless its id stands for another account.</summary>
    public async Task<TransferOutcome> MintAsync(JournalSpace space, Reservation mint, CancellationToken cancellation)
    {
        var (account, entry) = (mint.Account!, mint.Entry!);
        var outcome = await ids.ClaimAsync(space, mint.Key, account, cancellation) == account
            ? TransferOutcome.Of(account, await ledger.AppendAsync(space, account, mint.Key, entry, cancellation))
            : new TransferOutcome.ConflictsWithEarlier();
        await rows.ReleaseAsync(space.Name, mint, cancellation);
        return outcome;
    }

    /// <summary>Distributes what is reserved, if the register takes it.</summary>
    public async Task<RegisterOutcome> DistributeAsync(JournalSpace space, Reservation reserved, CancellationToken cancellation)
    {
        var outcome = await distributions.DistributeAsync(space, reserved.Distribution!, cancellation);
        await rows.ReleaseAsync(space.Name, reserved, cancellation);
        return outcome;
    }

    /// <summary>
    /// Makes what is open. An epoch finishes itself: its reservation is needed until its allocation is pinned, and counts by that
    /// afterwards.
    /// </summary>
    /// <returns>What stays open.</returns>
    public async Task<IReadOnlyList<Reservation>> FinishAsync(JournalSpace space, IReadOnlyList<Reservation> open,
        CancellationToken cancellation)
    {
        var left = new List<Reservation>();
        foreach (var reservation in open)
        {
            if (reservation.Entry is not null) await MintAsync(space, reservation, cancellation);
            else if (reservation.Distribution is not null) await DistributeAsync(space, reservation, cancellation);
            else if (await IsDecidingAsync(space, reservation.Epoch!, cancellation)) left.Add(reservation);
            else await rows.ReleaseAsync(space.Name, reservation, cancellation);
        }

        return left;
    }

    /// <summary>
    /// Between its ranking and its allocation. An epoch that was cancelled meanwhile has lost its row to whoever cancelled it.
    /// </summary>
    private async Task<bool> IsDecidingAsync(JournalSpace space, string epoch, CancellationToken cancellation) =>
        await epochs.FindAsync(space.Name, epoch, cancellation) is { Stage: EpochStage.Ranked };
}
