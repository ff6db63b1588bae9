using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>
/// Whether the accounts still have what a piece of the ledger moves out of them: grain that came by an earlier import may have been sent,
/// burnt, held or frozen here since. Asked before anything of the piece is written, so that nothing is begun that cannot be ended.
/// </summary>
internal static class SpentMeanwhile
{
    /// <summary>Asks.</summary>
    /// <exception cref="InstanceException">Somebody has too little; says who.</exception>
    public static async Task CheckAsync(GrainLedger grain, JournalSpace space, LedgerPiece piece, CancellationToken cancellation)
    {
        foreach (var (account, least) in NeededBy(piece))
        {
            var totals = (await grain.ReadHeadAsync(space, account, cancellation)).Totals;
            if (totals.Frozen || totals.Available < least || totals.Pending?.Count >= GrainRules.PendingMax)
                throw new InstanceException($"the ledger moves {least} base units more out of the account '{account}' than come in, and "
                    + $"{(totals.Frozen ? "it is frozen here" : $"it has {totals.Available} here")}: what came by an earlier import "
                    + "has been moved in both places since");
        }
    }

    /// <summary>What an account must hold before the piece, for each that sends more than it gets by then.</summary>
    private static Dictionary<string, GrainAmount> NeededBy(LedgerPiece piece)
    {
        var (sums, needed) = (new Dictionary<string, GrainAmount>(StringComparer.Ordinal), new Dictionary<string, GrainAmount>());
        foreach (var append in piece.Grain)
        {
            if (append.Entry.Kind == GrainEntryKinds.DistributionPaidOut) continue;
            var sum = sums[append.Account] = sums.GetValueOrDefault(append.Account) + append.Entry.Amount;
            if (-sum > needed.GetValueOrDefault(append.Account)) needed[append.Account] = -sum;
        }

        return needed;
    }
}
