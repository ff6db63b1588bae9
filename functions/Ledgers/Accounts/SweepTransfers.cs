using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>
/// The timer function <c>TransfersSweep</c>: finishes transfers that are still under way and mints that were decided, ends holds whose
/// time is over, and while accounting is off pays out what reached an account. Mostly there are no transfers: whoever begins one finishes
/// it, and else the message in the queue <c>transfers</c> does. This is for what all of them failed to do, and it takes one read a shard.
/// </summary>
internal sealed class SweepTransfers(
    SpaceDirectory spaces, GrainLedger ledger, GrainTransfers transfers, Treasury treasury, RegisterStore registers, BalancePayout payout,
    ILogger<SweepTransfers> log)
{
    private const int SpacesAtOnceMax = 4;

    [Function("TransfersSweep")]
    public Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, SweepAsync, cancellation);

    private async Task SweepAsync(Space space, CancellationToken cancellation)
    {
        if (await SweepAsync(space.Journal, cancellation) is > 0 and var finished)
            log.LogWarning(LogEvents.TransfersFinished,
                "{Space}: {Count} accounts had transfers under way that nobody had finished", space.Name, finished);
    }

    /// <summary>
    /// Finishes what is under way in a space. A transfer that its sender is just finishing comes to the same end either way (T2).
    /// </summary>
    /// <returns>How many accounts had something under way.</returns>
    public async Task<int> SweepAsync(JournalSpace space, CancellationToken cancellation)
    {
        var found = 0;
        await treasury.FinishAsync(space, cancellation);
        await foreach (var head in ledger.ReadHeadsAsync(space, cancellation))
        {
            if (head.Totals.Pending is null && !head.Totals.HasLapsedHolds(ledger.Now)) continue;
            await transfers.FinishAllAsync(space, [head.Account], cancellation);
            if (head.Totals.Pending is not null) found++;
        }

        if (!(await registers.ReadAsync(space, cancellation)).Accounting) await payout.RunAsync(space, cancellation);
        return found;
    }
}
