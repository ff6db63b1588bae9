using Azure;
using Grain.Functions.Spaces;

namespace Grain.Functions.Activity;

/// <summary>
/// The timer function <c>ActivityCollect</c>: derives activity from the ledgers of all spaces. It keeps nothing between runs, and two at once do no harm.
/// </summary>
internal sealed class CollectActivity(SpaceDirectory spaces, ActivityCollector collector, ILogger<CollectActivity> log)
{
    private const int SpacesAtOnceMax = 2;

    [Function("ActivityCollect")]
    public async Task RunAsync([TimerTrigger("45 */2 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            spaces.ListAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = SpacesAtOnceMax, CancellationToken = cancellationToken },
            async (space, token) => await CollectAsync(space, token));

    private async Task CollectAsync(Space space, CancellationToken cancellationToken)
    {
        if (!space.Config.Activity.Enabled) return;
        try
        {
            await collector.CatchUpAsync(space, cancellationToken);
        }
        catch (Exception fault) when (fault is RequestFailedException or InvalidDataException)
        {
            // One space must not keep the others from their turn; the next run goes on where this one stopped.
            log.LogError(fault, "{Space}: activity could not be collected", space.Name);
        }
    }
}
