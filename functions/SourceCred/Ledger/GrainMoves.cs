using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using static Grain.Functions.SourceCred.Ledger.LedgerAction;

namespace Grain.Functions.SourceCred.Ledger;

/// <summary>Why SourceCred's ledger would not move grain. Pure.</summary>
internal static class GrainMoves
{
    /// <summary>Why a distribution is refused as a whole; <see langword="null"/> if it is not.</summary>
    public static RegisterVerdict.Refused? Refuse(LedgerReplay ledger, DistributeGrain a)
    {
        foreach (var (id, amount) in a.Allocations.SelectMany(allocation => allocation.Receipts))
        {
            if (ledger.Find(id) is not { } account) return No(RegisterFault.UnknownIdentity, $"there is no identity {id}");
            if (amount.Sign < 0) return No(RegisterFault.NegativeAmount, $"the amount for {account.Name} is negative");
            if (!account.Active) return No(RegisterFault.InactiveAccount, $"{account.Name} is not active");
        }

        return null;
    }

    /// <summary>Why a transfer is refused; <see langword="null"/> if it is not.</summary>
    public static RegisterVerdict.Refused? Refuse(LedgerReplay ledger, TransferGrain a)
    {
        if (!ledger.Accounting) return No(TransferFault.AccountingDisabled, "balances are not kept at that time");
        if (ledger.Find(a.From) is not { } from) return No(TransferFault.UnknownSender, $"there is no identity {a.From}");
        if (ledger.Find(a.To) is not { } to) return No(TransferFault.UnknownRecipient, $"there is no identity {a.To}");
        foreach (var account in new[] { from, to })
            if (!account.Active) return No(GrainAccountFault.InactiveAccount, $"{account.Name} is not active");
        if (a.Amount.Sign < 0) return No(GrainAccountFault.NegativeAmount, "the amount is negative");
        return a.Amount <= from.Balance ? null
            : No(GrainAccountFault.InsufficientBalance, $"{a.Amount} is more than the {from.Balance} that {from.Name} has");
    }

    private static RegisterVerdict.Refused No(string kind, string reason) => LedgerReplay.No(kind, reason);
}
