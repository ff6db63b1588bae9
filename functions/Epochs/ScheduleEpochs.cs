using Grain.Functions.Hosting.Telemetry;
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
        var (asked, late) = (0, new LateEpochs(time.GetUtcNow()));
        await spaces.ForEachAsync(SpacesAtOnceMax, log, async (space, token) =>
        {
            if (await AskIfDueAsync(space, late, token)) Interlocked.Increment(ref asked);
        }, cancellation);
        late.Tell();
        log.LogInformation(LogEvents.EpochsDue, "Epochs are due in {Count} spaces", asked);
    }

    private async Task<bool> AskIfDueAsync(Space space, LateEpochs late, CancellationToken cancellation)
    {
        if (!space.Config.Enabled) return false;
        if (!await IsDueAsync(space, time.GetUtcNow(), late, cancellation)) return false;
        await queue.AskAsync(space.Name, cancellation);
        return true;
    }

    /// <summary>Whether an epoch has ended that nobody is at, and that does not wait after a failure.</summary>
    private async Task<bool> IsDueAsync(Space space, DateTimeOffset now, LateEpochs late, CancellationToken cancellation)
    {
        var books = await store.ReadBooksAsync(space.Name, cancellation);
        if (books.Open is { } id && await store.FindAsync(space.Name, id, cancellation) is { } open)
        {
            late.Add(open.Epoch.End);
            return open.LeaseUntil <= now;
        }

        if (EpochCalendar.Due(space, books.LastClosed, now) is not { } planned) return false;
        late.Add(planned.Epoch.End);
        return true;
    }
}
