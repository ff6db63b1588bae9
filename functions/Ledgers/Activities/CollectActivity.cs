namespace Grain.Functions.Ledgers.Activities;

/// <summary>
/// The timer function <c>ActivityCollect</c>: derives activity from the ledgers of all spaces. It keeps nothing between runs, and two at
/// once do no harm.
/// </summary>
internal sealed class CollectActivity(SpaceDirectory spaces, ActivityCollector collector, ILogger<CollectActivity> log)
{
    private const int SpacesAtOnceMax = 2;

    [Function("ActivityCollect")]
    public Task RunAsync([TimerTrigger("45 */2 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, CollectAsync, cancellation);

    private Task CollectAsync(Space space, CancellationToken cancellation) =>
        space.Config.Activity.Enabled ? collector.CatchUpAsync(space, cancellation) : Task.CompletedTask;
}
