using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>
/// Decides who gets how much, looking at what everybody ever received. Nothing of this epoch is paid yet, so that is settled. With a
/// treasury it decides in turn with whoever else makes grain, and what it decided is reserved before it is pinned.
/// </summary>
internal sealed class AllocatingStage(EpochStore store, GrainLedger grain, Treasury treasury)
{
    private readonly PastReader pasts = new(store, grain);

    public async Task<EpochRun> RunAsync(Space space, EpochRun run, SpaceBooks books, CancellationToken cancellation)
    {
        var config = await store.GetAsync(run.Config!, cancellation);
        if (EpochWork.ReadConfig(config, run.Calculation).Distribution.Treasury is null)
            return (await AllocateAsync(space, run, books, config, null, cancellation)).Run;
        return await treasury.DecideAsync(space.Journal, async open =>
        {
            // What earlier attempts at this epoch reserved goes with them.
            var others = open.Where(reservation => reservation.Epoch != run.Epoch.Id).ToArray();
            var outstanding = await treasury.ReadOutstandingAsync(space.Journal, others, cancellation);
            var (allocated, paid) = await AllocateAsync(space, run, books, config, outstanding, cancellation);
            var reservation = Reservation.OfEpoch(run.Epoch.Id, allocated.Allocation!.Hash, paid);
            return (open.Any(each => each.Key == reservation.Key) ? null : reservation, allocated);
        }, cancellation);
    }

    /// <param name="space">The space.</param>
    /// <param name="run">The run, ranked.</param>
    /// <param name="books">What the earlier epochs add up to.</param>
    /// <param name="config">The pinned configuration.</param>
    /// <param name="decided">What people hold or will by what is decided; absent when no treasury asks, and what they hold is read with the
    /// rest.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task<(EpochRun Run, GrainAmount Paid)> AllocateAsync(
        Space space, EpochRun run, SpaceBooks books, ReadOnlyMemory<byte> config, GrainAmount? decided, CancellationToken cancellation)
    {
        var past = await pasts.ReadAsync(space, run, books, EpochWork.ReadConfig(config, run.Calculation), decided, cancellation);
        var (scores, identities) = (await store.GetAsync(run.Scores!, cancellation), await store.GetAsync(run.Identities!, cancellation));
        var allocation = EpochWork.Allocation(run, scores, config, identities, past);
        var piece = await store.PutAsync(run.Space, run.Epoch.Id, "allocation.json", EpochWork.Bytes(allocation), cancellation);
        var notes = run.Notes is null ? null
            : EpochNotes.Write(EpochNotes.With(EpochNotes.Read(run.Notes), EpochWork.ReadScores(scores), allocation));
        return (run.Enter(EpochStage.Allocated) with
        {
            Allocation = piece,
            Notes = notes,
            Totals = notes is null ? null : EpochTotals.Write(EpochTotals.Of(allocation)),
        }, allocation.Paid);
    }
}
