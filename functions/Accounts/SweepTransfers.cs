using Grain.Functions.Accounts.Issuing;
using Grain.Functions.Identities;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;

namespace Grain.Functions.Accounts;

/// <summary>
/// The timer function <c>TransfersSweep</c>: finishes transfers that are still under way and mints that were decided, and while
/// accounting is off pays out what reached an account. Mostly there are none: whoever begins one finishes it, and else the message
/// in the queue <c>transfers</c> does. This is for what all of them failed to do, and it takes one read a shard.
/// </summary>
internal sealed class SweepTransfers(
    SpaceDirectory spaces, GrainLedger ledger, GrainTransfers transfers, Treasury treasury, RegisterStore registers, BalancePayout payout, ILogger<SweepTransfers> log)
{
    private const int SpacesAtOnceMax = 4;

    [Function("TransfersSweep")]
    public Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, SweepAsync, cancellationToken);

    private async Task SweepAsync(Space space, CancellationToken cancellationToken)
    {
        if (await SweepAsync(space.Journal, cancellationToken) is > 0 and var finished)
            log.LogWarning("{Space}: {Count} accounts had transfers under way that nobody had finished", space.Name, finished);
    }

    /// <summary>Finishes what is under way in a space. A transfer that its sender is just finishing comes to the same end either way (T2).</summary>
    /// <returns>How many accounts had something under way.</returns>
    public async Task<int> SweepAsync(JournalSpace space, CancellationToken cancellationToken)
    {
        var found = 0;
        await treasury.FinishAsync(space, cancellationToken);
        await foreach (var head in ledger.ReadHeadsAsync(space, cancellationToken))
        {
            if (head.Totals.Pending is null) continue;
            await transfers.FinishAllAsync(space, [head.Account], cancellationToken);
            found++;
        }

        if (!(await registers.ReadAsync(space, cancellationToken)).Accounting) await payout.RunAsync(space, cancellationToken);
        return found;
    }
}
