using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>
/// Grain that is handed out by hand, beside epochs: mints and special distributions. Within the treasury, if the space has one; nobody's
/// wish is scaled down.
/// </summary>
internal sealed class HandedOut(
    Treasury treasury, ReservedGrain reserved, MoveIds ids, GrainLedger ledger, GrainTransfers transfers,
    SpecialDistributions distributions, RegisterStore registers)
{
    /// <summary>
    /// Mints grain for somebody outside of any distribution; policies do not count it as received. The same mint again changes nothing.
    /// </summary>
    /// <param name="space">The space.</param>
    /// <param name="id">Unique among the mints of the space for ever.</param>
    /// <param name="to">The account of that very name, whoever owns it: so the same mint stays the same mint after a merge.</param>
    /// <param name="amount">At least 0.</param>
    /// <param name="memo">What whoever mints wants to say.</param>
    /// <param name="cancellation">Gives up; what is decided by then is made later.</param>
    /// <param name="onAllowed">See <see cref="Treasury.ReserveAsync"/>.</param>
    public async Task<TransferOutcome> MintAsync(JournalSpace space, string id, string to, GrainAmount amount, string? memo,
        CancellationToken cancellation, Func<Task<bool>>? onAllowed = null)
    {
        var mint = Reservation.OfMint(id, to, amount, memo);
        if (await EarlierAsync(space, mint, cancellation) is { } earlier) return earlier;
        var refusal = await RefusalAsync(space, to, cancellation);
        // What is decided is made by whoever decides next, whatever became of the receiver since: it is not refused any more.
        if (refusal is not null && await treasury.IsReservedAsync(space, mint, cancellation)) refusal = null;
        else refusal ??= await treasury.ReserveAsync(space, mint, cancellation, onAllowed);
        if (refusal is null) return await reserved.MintAsync(space, mint, cancellation);
        // The same mint, made by another process meanwhile, may have taken the very room that this one was refused.
        return await EarlierAsync(space, mint, cancellation) ?? refusal;
    }

    /// <summary>
    /// Distributes grain, to all of its receivers or none. The same distribution again changes nothing; another one under the same id is
    /// refused.
    /// </summary>
    public async Task<RegisterOutcome> DistributeAsync(
        JournalSpace space, GrainDistributed distribution, CancellationToken cancellation, Func<Task<bool>>? onAllowed = null)
    {
        // What is taken already needs no room. Whatever is new is taken by way of a reservation only: the register may change at any
        // moment.
        var register = await registers.ReadAsync(space, cancellation);
        if (await distributions.RepeatAsync(space, register, distribution, cancellation) is { } earlier) return earlier;
        var wanted = Reservation.Of(distribution);
        if (SpecialDistributions.Judge(register, distribution) is RegisterVerdict.Refused no)
            // As with mints. What is reserved and refused by the register is not reserved any more.
            return await treasury.IsReservedAsync(space, wanted, cancellation)
                ? await reserved.DistributeAsync(space, wanted, cancellation) : new RegisterOutcome.Refused(register, no.Kind, no.Reason);
        var refusal = await treasury.ReserveAsync(space, wanted, cancellation, onAllowed);
        if (refusal is null) return await reserved.DistributeAsync(space, wanted, cancellation);
        // As with mints: the same one may have been made meanwhile.
        register = await registers.ReadAsync(space, cancellation);
        return await distributions.RepeatAsync(space, register, distribution, cancellation) ?? (refusal is TransferOutcome.Refused refused
            ? new RegisterOutcome.Refused(register, refused.Kind, refused.Reason)
            : SpecialDistributions.Taken(register, distribution));
    }

    /// <summary>What became of a mint of this id before, or <see langword="null"/>.</summary>
    private async Task<TransferOutcome?> EarlierAsync(JournalSpace space, Reservation mint, CancellationToken cancellation)
    {
        var to = mint.Account!;
        if (await ledger.FindAsync(space, to, mint.Key, cancellation) is { } earlier)
            return earlier.Value == mint.Entry ? new TransferOutcome.Completed(to) : new TransferOutcome.ConflictsWithEarlier();
        return await ids.FindAsync(space, mint.Key, cancellation) is { } account && account != to
            ? new TransferOutcome.ConflictsWithEarlier() : null;
    }

    private async Task<TransferOutcome?> RefusalAsync(JournalSpace space, string to, CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space, cancellation);
        if (!register.Accounting)
            return new TransferOutcome.Refused(TransferFault.AccountingDisabled, "balances are not kept at the moment");
        if (!await transfers.IsKnownAsync(space, to, register, cancellation))
            return new TransferOutcome.Refused(TransferFault.UnknownRecipient, $"nobody is known as '{to}'");
        return register.IsActive(to) ? null : new TransferOutcome.Refused(GrainAccountFault.InactiveAccount, $"'{to}' is not active");
    }
}
