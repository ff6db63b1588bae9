using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>
/// The timer function <c>ActivityCollect</c>: derives activity from the ledgers and the closed epochs of all spaces. It keeps nothing
/// between runs, and two at once do no harm.
/// </summary>
internal sealed class CollectActivity(
    SpaceDirectory spaces, ActivityCollector collector, ActivityLedger ledger, EpochStore epochs, TimeProvider time,
    ILogger<CollectActivity> log)
{
    private const int SpacesAtOnceMax = 2;

    [Function("ActivityCollect")]
    public Task RunAsync([TimerTrigger("45 */2 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) =>
        spaces.ForEachAsync(SpacesAtOnceMax, log,
            (space, token) => space.Config.Activity.Enabled ? CatchUpAsync(space, token) : Task.CompletedTask, cancellation);

    /// <summary>
    /// Brings a space up to date: its people, what they have reached together, and what epochs were closed, by a cursor too.
    /// </summary>
    internal async Task CatchUpAsync(Space space, CancellationToken cancellation)
    {
        await collector.CatchUpAsync(space, cancellation);
        var books = await epochs.ReadBooksAsync(space.Name, cancellation);
        var whole = (await ledger.Store.ReadAccountAsync(space.Name, ActivityAccount.OfSpace, cancellation)).Account;
        await ledger.UnlockTogetherAsync(space, whole, time.GetUtcNow(), cancellation);
        var told = whole.Epoch;
        if (books.LastClosed is not { } last || string.CompareOrdinal(last.Id, told) <= 0) return;
        var closed = new List<ActivityItem>();
        await foreach (var run in epochs.ListAsync(space.Name, cancellation))
            if (run.Stage == EpochStage.Closed && string.CompareOrdinal(run.Epoch.Id, told) > 0)
                closed.Add(new ActivityItem(ActivityAccount.OfSpace, FactOf(run), ActivitySource.Epochs));
        await ledger.WriteAsync(space, closed, cancellation);
    }

    private static ActivityFact FactOf(EpochRun run) => new()
    {
        Kind = ActivityKinds.Epoch,
        Id = run.Epoch.Id,
        Caller = ActivityAccount.OfSpace,
        At = run.ClosedAt ?? run.Epoch.End,
        Name = run.Epoch.Id,
    };
}
