using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Before;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>Reads what the allocation of an epoch looks at of what was before.</summary>
internal sealed class PastReader(EpochStore store, GrainLedger grain)
{
    /// <summary>Reads it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="run">The run, ranked.</param>
    /// <param name="books">What the earlier epochs add up to.</param>
    /// <param name="config">The configuration, the defaults of the epoch's calculation filled in.</param>
    /// <param name="decided">What people hold or will by what is decided; absent when no treasury asks, and what they hold is read with the
    /// rest.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<EpochPast> ReadAsync(
        Space space, EpochRun run, SpaceBooks books, SpaceConfig config, GrainAmount? decided, CancellationToken cancellation)
    {
        var (received, held) = await ReadHeldAsync(space, cancellation);
        var runs = config.Distribution.PaidLookbacks.Count > 0 ? await store.ListUpToAsync(run, cancellation) : [];
        var cred = await EarlierCreds.ReadAsync(store, space.Name, config, cancellation);
        return new EpochPast(
            books, decided ?? held, received, await EpochPast.ReadEarlierAsync(store, runs, config, cred, cancellation))
        {
            Cred = cred,
        };
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
}
