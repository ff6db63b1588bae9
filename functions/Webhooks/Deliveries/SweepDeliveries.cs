using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>
/// The timer function <c>DeliveriesSweep</c>: deletes from the log of deliveries what is older than each space keeps. It has no memory;
/// running it late, twice or at the same time as another does no harm.
/// </summary>
internal sealed class SweepDeliveries(SpaceDirectory spaces, DeliveryPages pages, ILogger<SweepDeliveries> log)
{
    private const int SpacesAtOnceMax = 2;

    [Function("DeliveriesSweep")]
    public Task RunAsync([TimerTrigger("0 10 3 * * *")] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, SweepAsync, cancellation);

    private async Task SweepAsync(Space space, CancellationToken cancellation)
    {
        var swept = await pages.SweepAsync(space.Name, space.Config.Webhooks.Log.Days, cancellation);
        if (swept > 0) log.LogInformation(LogEvents.DeliveriesSwept,
            "{Space}: {Count} old rows of the log of deliveries are deleted", space.Name, swept);
    }
}
