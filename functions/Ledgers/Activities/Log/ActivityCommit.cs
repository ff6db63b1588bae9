using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>Writes items down: packs them into attempts until each has its outcome, which used keys and cursors tell.</summary>
internal sealed class ActivityCommit(
    ActivityStore store, RegisterStore registers, ActivityCache cache, TimeProvider time, Space space, IReadOnlyList<ActivityItem> all)
{
    /// <summary>Items looked at for one transaction; it takes fewer.</summary>
    private const int LookAheadMax = StorageLimits.TransactionOperations;

    /// <summary>Fewer items are one or two transactions in any order; they are told in the order in which they came.</summary>
    private const int SortFrom = 2 * StorageLimits.TransactionOperations;

    /// <exception cref="Azure.RequestFailedException">Storage failed for good. What was written stays written: send the same
    /// again.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var items = all.Where(item => item.Outcome is null).ToArray();
        var first = new Dictionary<string, ActivityItem>(items.Length, StringComparer.Ordinal);
        var distinct = items.Where(item => item.UsedKey is null || first.TryAdd(item.UsedKey, item)).ToArray();
        // A caller's rows are written once a transaction, so many facts go fastest caller by caller. Each caller's stay in order.
        if (distinct.Length > SortFrom) distinct = [.. distinct.OrderBy(item => item.Caller, StringComparer.Ordinal)];
        var once = new ExactlyOnce(store.Table, cache.Place.Partition, $"The activity of {space.Name}");
        await once.FindAsync([.. distinct.Where(item => item.MaybeSeen).Select(item => item.InDoubt)], cancellation);
        var isOptedOut = await store.OptedOutAsync(space, registers, cancellation);
        await once.RunAsync(_ => NextAsync(distinct, isOptedOut, cancellation), cancellation);
        foreach (var item in items.Where(item => item.Outcome is null)) item.Outcome = Repeated(item, first[item.UsedKey!]);
    }

    /// <summary>The outcome of an item whose key stands earlier in the same call.</summary>
    private static ActivityOutcome Repeated(ActivityItem item, ActivityItem first) => first.Outcome switch
    {
        ActivityOutcome.OptedOut or ActivityOutcome.Refused => first.Outcome.Value,
        _ => item.ContentHash == first.ContentHash ? ActivityOutcome.SeenBefore : ActivityOutcome.ConflictsWithEarlier,
    };

    private async Task<Attempt?> NextAsync(ActivityItem[] distinct, Func<string, bool> isOptedOut, CancellationToken cancellation)
    {
        var next = distinct.Where(item => item.Outcome is null).Take(LookAheadMax).ToArray();
        if (next.Length == 0) return null;
        await cache.LoadAccountsAsync(next.Select(item => item.Caller), cancellation);
        var days = next.Where(item => item.Fact is not null).Select(item => (
            item.Caller, Quarter: ActivityKeys.QuarterOf(ActivityTally.DayOf(space, cache.FindAccount(item.Caller)!.Account, item.Fact!))));
        await cache.LoadQuartersAsync(days.SelectMany(day => new[] { day, (Caller: ActivityAccount.OfSpace, day.Quarter) }), cancellation);
        var plan = new ActivityPlan(space, cache, isOptedOut, time.GetUtcNow());
        foreach (var item in next)
            if (!plan.TryTake(item)) break;
        return plan.ToAttempt();
    }
}
