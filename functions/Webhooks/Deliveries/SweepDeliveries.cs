using Azure;
using Grain.Functions.Spaces;

namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>
/// The timer function <c>DeliveriesSweep</c>: deletes from the log of deliveries what is older than each space keeps. It has no memory;
/// running it late, twice or at the same time as another does no harm.
/// </summary>
internal sealed class SweepDeliveries(SpaceDirectory spaces, DeliveryPages pages, ILogger<SweepDeliveries> log)
{
    [Function("DeliveriesSweep")]
    public async Task RunAsync([TimerTrigger("0 10 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var space in spaces.ListAsync(cancellationToken)) await SweepAsync(space, cancellationToken);
    }

    private async Task SweepAsync(Space space, CancellationToken cancellationToken)
    {
        try
        {
            var swept = await pages.SweepAsync(space.Name, space.Config.Webhooks.Log.Days, cancellationToken);
            if (swept > 0) log.LogInformation("{Space}: {Count} old rows of the log of deliveries are deleted", space.Name, swept);
        }
        catch (RequestFailedException fault)
        {
            // One space must not keep the others from their turn; a row that another run deleted first is one such fault.
            log.LogWarning("{Space}: the log of deliveries could not be swept: {Reason}", space.Name, fault.Message);
        }
    }
}
