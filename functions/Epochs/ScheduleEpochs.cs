using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>
/// The timer function <c>EpochsSchedule</c>: compares what is closed with what should be, and asks for the difference. It has
/// no memory and no input, so running it late, twice or at the same time as another does no harm.
/// </summary>
internal sealed class ScheduleEpochs(SpaceDirectory spaces, EpochStore store, EpochQueue queue, TimeProvider time,
    ILogger<ScheduleEpochs> log)
{
    private const int SpacesAtOnceMax = 16;

    [Function("EpochsSchedule")]
    public async Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        var asked = 0;
        await spaces.ForEachAsync(SpacesAtOnceMax, log, async (space, token) =>
        {
            if (await AskIfDueAsync(space, token)) Interlocked.Increment(ref asked);
        }, cancellation);
        log.LogInformation("Epochs are due in {Count} spaces", asked);
    }

    private async Task<bool> AskIfDueAsync(Space space, CancellationToken cancellation)
    {
        if (!space.Config.Enabled) return false;
        if (!await IsDueAsync(space, time.GetUtcNow(), cancellation)) return false;
        await queue.AskAsync(space.Name, cancellation);
        return true;
    }

    /// <summary>Whether an epoch has ended that nobody is at, and that does not wait after a failure.</summary>
    private async Task<bool> IsDueAsync(Space space, DateTimeOffset now, CancellationToken cancellation)
    {
        var books = await store.ReadBooksAsync(space.Name, cancellation);
        return books.Open is { } id && await store.FindAsync(space.Name, id, cancellation) is { } open
            ? open.LeaseUntil <= now
            : EpochCalendar.Due(space, books.LastClosed, now) is not null;
    }
}
