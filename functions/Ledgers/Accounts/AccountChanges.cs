using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>What concerns one account only: burning and freezing.</summary>
internal sealed class AccountChanges(GrainLedger ledger, GrainTransfers transfers, RegisterStore registers, MoveIds ids)
{
    /// <summary>
    /// Destroys grain of somebody; what their other accounts hold is gathered if need be. The id is unique among the burns of the space for
    /// ever.
    /// </summary>
    public async Task<TransferOutcome> BurnAsync(JournalSpace space, string id, string from, GrainAmount amount, string? memo,
        CancellationToken cancellation)
    {
        var key = $"burn/{id}";
        var entry = new GrainEntry(GrainEntryKinds.Burn, -amount) { Id = id, Memo = memo };
        if (await BurntAsync(space, from, key, entry, cancellation) is { } done) return done;
        var outcome = await BurnNewAsync(space, id, from, key, entry, cancellation);
        // The same request at the same moment may have burnt what this one then missed.
        return outcome is TransferOutcome.Refused
            && await BurntAsync(space, from, key, entry, cancellation) is TransferOutcome.Completed burnt ? burnt : outcome;
    }

    /// <summary>What to say of a burn that was made before; <see langword="null"/> if none was.</summary>
    private async Task<TransferOutcome?> BurntAsync(JournalSpace space, string from, string key, GrainEntry entry,
        CancellationToken cancellation) => await ledger.FindAsync(space, from, key, cancellation) is not { } earlier ? null
        : earlier.Value == entry ? new TransferOutcome.Completed(from) : new TransferOutcome.ConflictsWithEarlier();

    private async Task<TransferOutcome> BurnNewAsync(JournalSpace space, string id, string from, string key, GrainEntry entry,
        CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space, cancellation);
        if (!register.Accounting)
            return new TransferOutcome.Refused(TransferFault.AccountingDisabled, "balances are not kept at the moment");
        if (!register.IsActive(from)) return new TransferOutcome.Refused(GrainAccountFault.InactiveAccount, $"'{from}' is not active");
        if (await ids.FindAsync(space, key, cancellation) is { } other && other != from) return new TransferOutcome.ConflictsWithEarlier();
        return await transfers.PrepareAsync(space, from, $"{id}/burn", -entry.Amount, register, IsMadeAsync, cancellation)
            ?? await BurnAsync(space, from, key, entry, cancellation);

        async Task<bool> IsMadeAsync() => await ledger.FindAsync(space, from, key, cancellation) is not null;
    }

    private async Task<TransferOutcome> BurnAsync(JournalSpace space, string from, string key, GrainEntry entry,
        CancellationToken cancellation)
    {
        if (await ids.ClaimAsync(space, key, from, cancellation) != from) return new TransferOutcome.ConflictsWithEarlier();
        var outcome = TransferOutcome.Of(from, await ledger.AppendAsync(space, from, key, entry, cancellation));
        if (outcome is TransferOutcome.Refused) await FreeAsync(space, from, key, cancellation);
        return outcome;
    }

    /// <summary>
    /// Frees an id, unless another burn under it, asked for at the same moment, is made: before it is freed, or just then.
    /// </summary>
    private async Task FreeAsync(JournalSpace space, string from, string key, CancellationToken cancellation)
    {
        if (await ledger.FindAsync(space, from, key, cancellation) is not null) return;
        await ids.FreeAsync(space, key, cancellation);
        if (await ledger.FindAsync(space, from, key, cancellation) is not null) await ids.ClaimAsync(space, key, from, cancellation);
    }

    /// <summary>
    /// Stops grain from leaving all accounts of somebody, or lets it leave again. Accounts that are so already stay as they are.
    /// </summary>
    /// <returns>The accounts.</returns>
    public async Task<IReadOnlyList<string>> SetFrozenAsync(JournalSpace space, string who, bool frozen, string reason,
        CancellationToken cancellation)
    {
        var accounts = (await registers.ReadAsync(space, cancellation)).AccountsOf(who);
        foreach (var account in accounts)
        {
            while (await ledger.ReadHeadAsync(space, account, cancellation) is var head && head.Totals.Frozen != frozen)
            {
                var entry = new GrainEntry(frozen ? GrainEntryKinds.Freeze : GrainEntryKinds.Unfreeze, GrainAmount.Zero) { Memo = reason };
                await ledger.AppendAsync(space, account, string.Create(CultureInfo.InvariantCulture, $"frozen/{head.Seq}"), entry,
                    cancellation);
            }
        }

        return accounts;
    }
}
