using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Ledgers.Credits.Events;

/// <summary>
/// The timer function <c>CreditsSweepEvents</c>: deletes from the feed of events what is older than each space keeps, and nothing from any
/// account. It has no memory; running it late, twice or at the same time as another does no harm.
/// </summary>
internal sealed class SweepCreditEvents(SpaceDirectory spaces, CreditEventFeed feed, ILogger<SweepCreditEvents> log)
{
    private const int SpacesAtOnceMax = 2;

    [Function("CreditsSweepEvents")]
    public Task RunAsync([TimerTrigger("0 20 * * * *")] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log, SweepAsync, cancellation);

    private async Task SweepAsync(Space space, CancellationToken cancellation)
    {
        var swept = await feed.SweepAsync(space.Name, space.Config.Credits.EventDays, cancellation);
        if (swept > 0) log.LogInformation(LogEvents.CreditEventsSwept, "{Space}: {Count} old credit events are deleted", space.Name, swept);
    }
}
