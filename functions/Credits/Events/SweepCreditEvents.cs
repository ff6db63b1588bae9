using Azure;
using Grain.Functions.Spaces;

namespace Grain.Functions.Credits.Events;

/// <summary>
/// The timer function <c>CreditsSweepEvents</c>: deletes from the feed of events what is older than each space keeps, and nothing from any
/// account. It has no memory; running it late, twice or at the same time as another does no harm.
/// </summary>
internal sealed class SweepCreditEvents(SpaceDirectory spaces, CreditEventFeed feed, ILogger<SweepCreditEvents> log)
{
    [Function("CreditsSweepEvents")]
    public async Task RunAsync([TimerTrigger("0 20 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await foreach (var space in spaces.ListAsync(cancellationToken)) await SweepAsync(space, cancellationToken);
    }

    private async Task SweepAsync(Space space, CancellationToken cancellationToken)
    {
        try
        {
            var swept = await feed.SweepAsync(space.Name, space.Config.Credits.EventDays, cancellationToken);
            if (swept > 0) log.LogInformation("{Space}: {Count} old credit events are deleted", space.Name, swept);
        }
        catch (RequestFailedException fault)
        {
            // One space must not keep the others from their turn; a row that another run deleted first is one such fault.
            log.LogWarning("{Space}: old credit events could not be swept: {Reason}", space.Name, fault.Message);
        }
    }
}
