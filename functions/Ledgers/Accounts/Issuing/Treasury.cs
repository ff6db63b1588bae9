using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Ledgers.Accounts.Issuing;

/// <summary>
/// Keeps what is handed out within what is funded. Whatever makes grain decides here, one after another: each decision reads one
/// row and moves it, under its ETag, together with a reservation of what was decided. What is reserved is then made, by whoever
/// decided it or by whoever comes next, so that a process that dies in between stops nobody.
/// </summary>
/// <remarks>
/// What is out is reckoned by what only grows (minted, burnt, paid out), never by balances: a transfer between two of
/// the accounts that are read one after the other would be missed or seen twice.
/// </remarks>
internal sealed class Treasury(TreasuryRows rows, ReservedGrain reserved, SpaceDirectory spaces, EpochStore epochs, GrainBooks books)
{
    private readonly AccountGates turns = new();

    /// <summary>Reserves grain that somebody wants made.</summary>
    /// <remarks><c>onAllowed</c> is done before what is allowed is reserved; if it changed something, that is looked at again.</remarks>
    /// <returns>Why not, or <see langword="null"/>.</returns>
    public Task<TransferOutcome?> ReserveAsync(
        JournalSpace space, Reservation wanted, CancellationToken cancellation, Func<Task<bool>>? onAllowed = null) =>
        DecideAsync<TransferOutcome?>(space, async open =>
        {
            if (open.FirstOrDefault(reservation => reservation.Key == wanted.Key) is { } same)
                return (null, same.IsSame(wanted) ? null : new TransferOutcome.ConflictsWithEarlier());
            var refusal = await RefusalAsync(space, wanted.Amount, open, cancellation);
            if (refusal is null && onAllowed is not null && await onAllowed())
                refusal = await RefusalAsync(space, wanted.Amount, open, cancellation);
            return (refusal is null ? wanted : null, refusal);
        }, cancellation);

    /// <summary>Whether just this is decided, and not known to be made.</summary>
    public async Task<bool> IsReservedAsync(JournalSpace space, Reservation wanted, CancellationToken cancellation) =>
        (await rows.ReadAsync(space.Name, cancellation)).Open.Any(each => each.Key == wanted.Key && each.IsSame(wanted));

    /// <summary>Decides on the state as it is, again if somebody else decided meanwhile.</summary>
    /// <param name="space">The space.</param>
    /// <param name="decide">Takes what is open; gives what shall be reserved, if anything, and the decision.</param>
    /// <param name="cancellation">Gives up; what was reserved then is finished later.</param>
    public async Task<T> DecideAsync<T>(
        JournalSpace space, Func<IReadOnlyList<Reservation>, Task<(Reservation? Reservation, T Decision)>> decide,
        CancellationToken cancellation)
    {
        using var turn = await turns.EnterAsync([space.Name], cancellation);
        return await rows.DecideAsync(space.Name, state => decide(state.Open), cancellation);
    }

    /// <summary>All that people hold, or will when what is decided is made. Finishes what can be finished.</summary>
    public async Task<GrainAmount> ReadOutstandingAsync(JournalSpace space, IReadOnlyList<Reservation> open, CancellationToken cancellation)
    {
        var left = await reserved.FinishAsync(space, open, cancellation);
        // Before the books: what is closed in between is counted twice rather than not at all.
        var unclosed = await ReadUnclosedAsync(space, left, cancellation);
        return unclosed + (await books.ReadAsync(space, cancellation)).Circulating;
    }

    /// <summary>
    /// The same for an epoch that decides on nothing yet. Finishes nothing: what is decided and not made counts as it is.
    /// </summary>
    /// <param name="space">The space.</param>
    /// <param name="epoch">The epoch, whose own reservations do not count.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<GrainAmount> LookAtOutstandingAsync(JournalSpace space, string epoch, CancellationToken cancellation)
    {
        var open = (await rows.ReadAsync(space.Name, cancellation)).Open.Where(reservation => reservation.Epoch != epoch).ToArray();
        var unclosed = await ReadUnclosedAsync(space, open, cancellation);
        var unmade = GrainAmount.Sum(open.Where(reservation => reservation.Epoch is null).Select(reservation => reservation.Amount));
        return unclosed + unmade + (await books.ReadAsync(space, cancellation)).Circulating;
    }

    /// <summary>Finishes what was left half done, if anything was.</summary>
    public async Task FinishAsync(JournalSpace space, CancellationToken cancellation) =>
        await reserved.FinishAsync(space, (await rows.ReadAsync(space.Name, cancellation)).Open, cancellation);

    private async Task<TransferOutcome?> RefusalAsync(
        JournalSpace journal, GrainAmount amount, IReadOnlyList<Reservation> open, CancellationToken cancellation)
    {
        var space = await spaces.FindAsync(journal.Name, fresh: true, cancellation)
            ?? throw new InvalidDataException($"There is no space {journal.Name}.");
        if (space.Config.Distribution.Treasury is not { } treasury) return null;
        var decimals = space.Config.Token.Decimals;
        var (funded, outstanding) = (treasury.ToFunded(decimals), await ReadOutstandingAsync(journal, open, cancellation));
        return outstanding + amount <= funded ? null : new TransferOutcome.Refused(
            TransferFault.BeyondFunds,
            $"the treasury covers {GrainNotation.Format(funded, decimals)}, people hold or will be "
                + $"paid {GrainNotation.Format(outstanding, decimals)} already");
    }

    /// <summary>What epochs that are not closed pay: their allocation, or else the most that is reserved for it.</summary>
    private async Task<GrainAmount> ReadUnclosedAsync(JournalSpace space, IReadOnlyList<Reservation> reservations,
        CancellationToken cancellation)
    {
        var sum = GrainAmount.Zero;
        await foreach (var run in epochs.ListAsync(space.Name, cancellation))
        {
            if (run.Stage == EpochStage.Closed) continue;
            sum += run.Allocation is { } allocation
                ? (await epochs.ReadAllocationAsync(allocation, cancellation)).Paid
                : reservations.Where(reservation => reservation.Epoch == run.Epoch.Id).Select(reservation => reservation.Amount)
                    .DefaultIfEmpty().Max();
        }

        return sum;
    }
}
