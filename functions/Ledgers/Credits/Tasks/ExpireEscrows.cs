using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Credits.Escrows;

namespace Grain.Functions.Ledgers.Credits.Tasks;

/// <summary>
/// The timer function <c>EscrowsExpire</c>: gives back what is held for tasks that nobody has finished in time. It looks at
/// all spaces, also at those that have gone back to minting, and may run late, twice or at once.
/// </summary>
internal sealed class ExpireEscrows(SpaceDirectory spaces, EscrowLedger escrows, TaskCredits credits, TimeProvider time,
    ILogger<ExpireEscrows> log)
{
    private const int SpacesAtOnceMax = 8;

    [Function("EscrowsExpire")]
    public Task RunAsync([TimerTrigger("0 */10 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, ExpireAsync, cancellation);

    /// <summary>
    /// One after the other, the longest overdue first: what comes back to a node stands in its journal in the order in which it was due.
    /// </summary>
    private async Task ExpireAsync(Space space, CancellationToken cancellation)
    {
        var (expired, faults) = (0, new List<Exception>());
        await foreach (var taskId in escrows.ReadDueAsync(space.Journal, time.GetUtcNow(), cancellation))
        {
            try
            {
                await credits.ExpireAsync(space, taskId, cancellation);
                expired++;
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested)
            {
                log.LogError(LogEvents.EscrowFailed, fault,
                    "{Space}: the escrow of task {Task} is due and could not be given back; the others have their turn",
                    space.Name, taskId);
                faults.Add(fault);
            }
        }

        if (expired > 0) log.LogInformation(LogEvents.EscrowsDue, "{Space}: {Count} escrows were due", space.Name, expired);
        if (faults.Count > 0) throw new AggregateException($"{faults.Count} escrows could not be given back; the log names them.", faults);
    }
}
