namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>
/// The timer function <c>DeliveriesReconcile</c>: has what was lost on its way delivered again, where a space has given access to its
/// forge. Running it late, twice or at the same time as another does no harm.
/// </summary>
internal sealed class ReconcileDeliveries(SpaceDirectory spaces, Reconciler reconciler, ILogger<ReconcileDeliveries> log)
{
    /// <summary>Most of it is waiting for others.</summary>
    private const int SpacesAtOnceMax = 8;

    [Function("DeliveriesReconcile")]
    public Task RunAsync([TimerTrigger("0 8-59/10 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, (space, token) => reconciler.RunAsync(space, isAsked: false, token), cancellation);
}
