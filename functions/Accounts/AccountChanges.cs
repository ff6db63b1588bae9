using System.Globalization;
using Grain.Functions.Distributions;
using Grain.Functions.Identities;
using Grain.Functions.Journals;

namespace Grain.Functions.Accounts;

/// <summary>What concerns one account only: minting, burning, freezing. One entry each, under the id that the caller made.</summary>
internal sealed class AccountChanges(GrainLedger ledger, GrainTransfers transfers, RegisterStore registers)
{
    /// <summary>Whether a mint was made before.</summary>
    public async Task<bool> IsMintedAsync(JournalSpace space, string id, string to, CancellationToken cancellationToken) =>
        await ledger.FindAsync(space, to, MintKey(id), cancellationToken) is not null;

    /// <summary>Mints grain for somebody outside of any distribution; policies do not count it as received.</summary>
    public async Task<TransferOutcome> MintAsync(JournalSpace space, string id, string to, GrainAmount amount, string? memo, CancellationToken cancellationToken)
    {
        // Into the account of that very name, whoever owns it: so the same mint stays the same mint after a merge.
        var key = MintKey(id);
        if (await ledger.FindAsync(space, to, key, cancellationToken) is null)
        {
            var register = await registers.ReadAsync(space, cancellationToken);
            if (!register.Accounting) return new TransferOutcome.Refused(TransferFault.AccountingDisabled, "balances are not kept at the moment");
            if (!await transfers.IsKnownAsync(space, to, register, cancellationToken))
                return new TransferOutcome.Refused(TransferFault.UnknownRecipient, $"nobody is known as '{to}'");
            if (!register.IsActive(to)) return new TransferOutcome.Refused(GrainAccountFault.InactiveAccount, $"'{to}' is not active");
        }

        var entry = new GrainEntry(GrainEntryKinds.Mint, amount) { Id = id, Memo = memo };
        return Outcome(to, await ledger.AppendAsync(space, to, key, entry, cancellationToken));
    }

    /// <summary>Destroys grain of somebody; what their other accounts hold is gathered if need be.</summary>
    public async Task<TransferOutcome> BurnAsync(JournalSpace space, string id, string from, GrainAmount amount, string? memo, CancellationToken cancellationToken)
    {
        var register = await registers.ReadAsync(space, cancellationToken);
        var key = $"burn/{id}";
        if (await ledger.FindAsync(space, from, key, cancellationToken) is null)
        {
            if (!register.Accounting) return new TransferOutcome.Refused(TransferFault.AccountingDisabled, "balances are not kept at the moment");
            if (!register.IsActive(from)) return new TransferOutcome.Refused(GrainAccountFault.InactiveAccount, $"'{from}' is not active");
            if (await transfers.PrepareAsync(space, from, $"{id}/burn", amount, register, cancellationToken) is { } refused) return refused;
        }

        var entry = new GrainEntry(GrainEntryKinds.Burn, -amount) { Id = id, Memo = memo };
        return Outcome(from, await ledger.AppendAsync(space, from, key, entry, cancellationToken));
    }

    /// <summary>Stops grain from leaving all accounts of somebody, or lets it leave again. Accounts that are so already stay as they are.</summary>
    /// <returns>The accounts.</returns>
    public async Task<IReadOnlyList<string>> SetFrozenAsync(JournalSpace space, string who, bool frozen, string reason, CancellationToken cancellationToken)
    {
        var accounts = (await registers.ReadAsync(space, cancellationToken)).AccountsOf(who);
        foreach (var account in accounts)
        {
            while (await ledger.ReadHeadAsync(space, account, cancellationToken) is var head && head.Totals.Frozen != frozen)
            {
                var entry = new GrainEntry(frozen ? GrainEntryKinds.Freeze : GrainEntryKinds.Unfreeze, GrainAmount.Zero) { Memo = reason };
                await ledger.AppendAsync(space, account, string.Create(CultureInfo.InvariantCulture, $"frozen/{head.Seq}"), entry, cancellationToken);
            }
        }

        return accounts;
    }

    private static string MintKey(string id) => $"mint/{id}";

    private static TransferOutcome Outcome(string account, AppendOutcome<GrainTotals> outcome) => outcome switch
    {
        AppendOutcome<GrainTotals>.Refused refused => new TransferOutcome.Refused(refused.Reason, $"the account '{account}' refuses it"),
        AppendOutcome<GrainTotals>.ConflictsWithEarlier => new TransferOutcome.ConflictsWithEarlier(),
        _ => new TransferOutcome.Completed(account),
    };
}
