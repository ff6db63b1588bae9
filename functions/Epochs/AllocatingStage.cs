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
        var (received, held) = await ReadHeldAsync(space, cancellation);
        var past = new EpochPast(books, decided ?? held, received, await ReadEarlierAsync(run, config, cancellation));
        var (scores, identities) = (await store.GetAsync(run.Scores!, cancellation), await store.GetAsync(run.Identities!, cancellation));
        var allocation = EpochWork.Allocation(run, scores, config, identities, past);
        var piece = await store.PutAsync(run.Space, run.Epoch.Id, "allocation.json", EpochWork.Bytes(allocation), cancellation);
        var notes = run.Notes is null ? null
            : EpochNotes.Write(EpochNotes.With(EpochNotes.Read(run.Notes), EpochWork.ReadScores(scores), allocation));
        return (run.Enter(EpochStage.Allocated) with { Allocation = piece, Notes = notes }, allocation.Paid);
    }

    private async Task<(List<Receipt> Received, GrainAmount Held)> ReadHeldAsync(Space space, CancellationToken cancellation)
    {
        var (received, held) = (new List<Receipt>(), GrainAmount.Zero);
        await foreach (var head in grain.ReadHeadsAsync(space.Journal, cancellation))
        {
            if (!head.Totals.Received.IsZero) received.Add(new Receipt(head.Account, head.Totals.Received));
            held += head.Totals.Balance + head.Totals.InTransit;
        }

        received.Sort((a, b) => string.CompareOrdinal(a.ParticipantId, b.ParticipantId));
        return (received, held);
    }

    private async Task<IReadOnlyDictionary<int, IReadOnlyList<Receipt>>> ReadEarlierAsync(EpochRun run, ReadOnlyMemory<byte> config,
        CancellationToken cancellation)
    {
        var read = EpochWork.ReadConfig(config, run.Calculation);
        var runs = read.Distribution.PaidLookbacks.Count > 0 ? await store.ListUpToAsync(run, cancellation) : [];
        return await EpochPast.ReadEarlierAsync(store, runs, read, cancellation);
    }
}
