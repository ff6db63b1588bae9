using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>
/// Switches accounting and the external currency. While accounting is off nobody holds grain: every balance is counted as
/// paid out, once what is in transit has arrived and holds are void.
/// </summary>
internal sealed class BalancePayout(GrainLedger ledger, GrainTransfers transfers, RegisterStore registers, TransferQueue queue)
{
    /// <summary>Changes the register, and pays balances out if accounting is off then.</summary>
    public async Task<RegisterOutcome> ChangeAsync(JournalSpace space, RegisterEvent change, CancellationToken cancellation,
        DateTimeOffset? at = null)
    {
        if (change is AccountingSet { Enabled: false } or CurrencySet)
            await queue.SendAsync(new TransferMessage(space.Name, PayOut: true), cancellation);
        var outcome = await registers.ChangeAsync(space, [change], cancellation, at);
        if (outcome is not RegisterOutcome.Refused && !outcome.Register.Accounting) await RunAsync(space, cancellation);
        return outcome;
    }

    /// <summary>Pays out until nobody holds anything; nothing happens while accounting is on.</summary>
    public async Task RunAsync(JournalSpace space, CancellationToken cancellation)
    {
        for (var changed = true; changed && !(await registers.ReadAsync(space, cancellation)).Accounting;)
        {
            changed = false;
            await foreach (var head in ledger.ReadHeadsAsync(space, cancellation))
            {
                if (head.Totals.Pending is not null) await transfers.FinishAllAsync(space, [head.Account], cancellation);
                else if (head.Totals.Holds is not null) await VoidAsync(space, head, cancellation);
                else if (head.Totals.Balance.Sign <= 0) continue;
                // After the head: what was held while balances are not kept is paid out, and nothing that came since they are again.
                else if ((await registers.ReadAsync(space, cancellation)).Accounting) return;
                else await PayOutAsync(space, head, cancellation);
                changed = true;
            }
        }
    }

    private async Task VoidAsync(JournalSpace space, JournalHead<GrainTotals> head, CancellationToken cancellation)
    {
        foreach (var hold in head.Totals.Holds!)
            await ledger.EndHoldAsync(space, head.Account, hold, GrainEntryKinds.HoldVoided, cancellation);
    }

    /// <summary>Refused if the balance has changed since the head was read; the next round sees the new one.</summary>
    private Task<AppendOutcome<GrainTotals>> PayOutAsync(JournalSpace space, JournalHead<GrainTotals> head,
        CancellationToken cancellation) => ledger.AppendAsync(
        space, head.Account, string.Create(CultureInfo.InvariantCulture, $"paid-out/{head.Seq}"),
        new GrainEntry(GrainEntryKinds.PaidOut, -head.Totals.Balance), cancellation);
}
