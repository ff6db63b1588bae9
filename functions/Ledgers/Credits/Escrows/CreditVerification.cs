namespace Grain.Functions.Ledgers.Credits.Escrows;

/// <summary>
/// The books of a space's credits. Invariant C5: balances + held in escrows + on their way = issued − burned, and nothing
/// is on its way once the queue is empty.
/// </summary>
/// <param name="Accounts">Accounts of nodes.</param>
/// <param name="Issued">All credits ever made.</param>
/// <param name="Burned">All credits ever destroyed.</param>
/// <param name="Balances">The sum of all balances.</param>
/// <param name="Held">The sum of what escrows hold and have not decided upon.</param>
/// <param name="OnTheirWay">Credits that have left an account or escrow and have not arrived yet.</param>
/// <param name="Faults">What is wrong.</param>
public sealed record CreditVerification(
    long Accounts, CreditAmount Issued, CreditAmount Burned, CreditAmount Balances, CreditAmount Held, CreditAmount OnTheirWay,
    IReadOnlyList<string> Faults)
{
    /// <summary>
    /// Walks every account and escrow, proves its chain and totals, and adds up. Run it while nothing is being processed.
    /// </summary>
    public static async Task<CreditVerification> RunAsync(StorageService storage, TimeProvider time, Spaces.Space space,
        CancellationToken cancellation)
    {
        var (ledger, escrows, faults) = (new CreditLedger(storage, time), new EscrowLedger(storage, time), new List<string>());
        var (accounts, issued, burned, balances, into, from) =
            (0L, CreditAmount.Zero, CreditAmount.Zero, CreditAmount.Zero, CreditAmount.Zero, CreditAmount.Zero);
        await foreach (var head in ledger.ReadHeadsAsync(space.Journal, cancellation))
        {
            if (await ledger.VerifyAsync(space.Journal, head, cancellation) is { } fault) faults.Add(fault);
            accounts++;
            (issued, burned, balances) = (issued + head.Totals.Issued, burned + head.Totals.Burned, balances + head.Totals.Balance);
            (into, from) = (into + head.Totals.IntoEscrow, from + head.Totals.FromEscrow);
        }

        var held = CreditAmount.Zero;
        await foreach (var head in escrows.ReadHeadsAsync(space.Journal, cancellation))
        {
            if (await escrows.VerifyAsync(space.Journal, head, cancellation) is { } fault) faults.Add(fault);
            if (!head.Totals.IsSettled) held += head.Totals.Held;
        }

        var onTheirWay = into - from - held;
        if (onTheirWay > CreditAmount.Zero)
            faults.Add(
                $"credits: {onTheirWay} are on their way between accounts and escrows (C5); let the queue task-credits run empty, look "
                    + "into its poison queue, and verify again");
        if (onTheirWay < CreditAmount.Zero)
            faults.Add($"credits: {CreditAmount.Zero - onTheirWay} came out of escrows that never went in (C5)");
        if (balances + held + onTheirWay != issued - burned)
            faults.Add("credits: balances and escrows are not what was issued less what was burned (C5)");
        return new CreditVerification(accounts, issued, burned, balances, held, onTheirWay, faults);
    }
}
