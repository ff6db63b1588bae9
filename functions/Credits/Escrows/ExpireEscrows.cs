using Grain.Functions.Spaces;

namespace Grain.Functions.Credits.Escrows;

/// <summary>
/// The timer function <c>EscrowsExpire</c>: gives back what is held for tasks that nobody has finished in time. It looks at
/// all spaces, also at those that have gone back to minting, and may run late, twice or at once.
/// </summary>
internal sealed class ExpireEscrows(SpaceDirectory spaces, EscrowLedger escrows, TaskCredits credits, TimeProvider time, ILogger<ExpireEscrows> log)
{
    private const int SpacesAtOnceMax = 2;
    private const int EscrowsAtOnceMax = 8;

    [Function("EscrowsExpire")]
    public Task RunAsync([TimerTrigger("0 */10 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, ExpireAsync, cancellationToken);

    private async Task ExpireAsync(Space space, CancellationToken cancellationToken)
    {
        var expired = 0;
        await Parallel.ForEachAsync(
            escrows.ReadDueAsync(space.Journal, time.GetUtcNow(), cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = EscrowsAtOnceMax, CancellationToken = cancellationToken },
            async (taskId, token) =>
            {
                await credits.ExpireAsync(space, taskId, token);
                Interlocked.Increment(ref expired);
            });
        if (expired > 0) log.LogInformation("{Space}: {Count} escrows were due", space.Name, expired);
    }
}
