using Azure;
using Azure.Data.Tables;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// Writes items down: packs them into transactions, sends each under the versions of all rows that it replaces, and settles every doubt by
/// receipts and cursors. A transaction that failed wrote nothing; one whose answer was lost wrote all or nothing, and a receipt tells
/// which.
/// </summary>
internal sealed class ActivityCommit(
    ActivityStore store, RegisterStore registers, ActivityCache cache, TimeProvider time, Space space, IReadOnlyList<ActivityItem> items)
{
    /// <summary>Conflicts in a row before giving up: with the pauses below about half a minute of losing every race.</summary>
    private const int ConflictsMax = 100;

    /// <summary>Items looked at for one transaction; it takes fewer.</summary>
    private const int LookAheadMax = StorageLimits.TransactionOperations;

    /// <summary>Fewer items are one or two transactions in any order; they are told in the order in which they came.</summary>
    private const int SortFrom = 2 * StorageLimits.TransactionOperations;

    private const int ReadsAtOnceMax = 16;

    /// <exception cref="RequestFailedException">Storage failed for good. What was written stays written: send the same again.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var first = new Dictionary<string, ActivityItem>(items.Count, StringComparer.Ordinal);
        var distinct = items.Where(item => item.Receipt is null || first.TryAdd(item.Receipt, item)).ToArray();
        // A caller's rows are written once a transaction, so many facts go fastest caller by caller. Each caller's stay in order.
        if (distinct.Length > SortFrom) distinct = [.. distinct.OrderBy(item => item.Caller, StringComparer.Ordinal)];
        await SettleAsync([.. distinct.Where(item => item.MaybeSeen)], writer: null, cancellation);
        var conflicts = 0;
        var isOptedOut = await store.OptedOutAsync(space, registers, cancellation);
        for (var next = Open(distinct); next.Length > 0; next = Open(distinct))
        {
            var plan = await PlanAsync(next, isOptedOut, cancellation);
            if (plan.IsEmpty)
            {
                plan.Settle();
                continue;
            }

            if (await SendAsync(plan, cancellation))
            {
                conflicts = 0;
                continue;
            }

            if (++conflicts > ConflictsMax)
                throw new RequestFailedException($"The activity of {space.Name} kept changing; gave up after {ConflictsMax} tries.");
            await PauseAsync(conflicts, cancellation);
        }

        foreach (var item in items.Where(item => item.Outcome is null)) item.Outcome = Repeated(item, first[item.Receipt!]);
    }

    private static ActivityItem[] Open(ActivityItem[] all) => [.. all.Where(item => item.Outcome is null).Take(LookAheadMax)];

    /// <summary>The outcome of an item whose receipt stands earlier in the same call.</summary>
    private static ActivityOutcome Repeated(ActivityItem item, ActivityItem first) => first.Outcome switch
    {
        ActivityOutcome.OptedOut or ActivityOutcome.Refused => first.Outcome.Value,
        _ => item.ContentHash == first.ContentHash ? ActivityOutcome.SeenBefore : ActivityOutcome.ConflictsWithEarlier,
    };

    private async Task<ActivityPlan> PlanAsync(ActivityItem[] next, Func<string, bool> isOptedOut, CancellationToken cancellation)
    {
        await cache.LoadAccountsAsync(next.Select(item => item.Caller), cancellation);
        var days = next.Where(item => item.Fact is not null).Select(item => (
            item.Caller, Quarter: ActivityKeys.QuarterOf(ActivityPlan.DayOf(space, cache.FindAccount(item.Caller)!.Account, item.Fact!))));
        await cache.LoadQuartersAsync(days.SelectMany(day => new[] { day, (Caller: ActivityAccount.OfSpace, day.Quarter) }), cancellation);
        var plan = new ActivityPlan(space, cache, isOptedOut, time.GetUtcNow());
        foreach (var item in next)
            if (!plan.TryTake(item)) break;
        return plan;
    }

    /// <returns>Whether the transaction's items are settled; else they are to be planned again.</returns>
    private async Task<bool> SendAsync(ActivityPlan plan, CancellationToken cancellation)
    {
        try
        {
            plan.Commit(await store.Table.TransactAsync(plan.Actions, cancellation));
            return true;
        }
        catch (TableTransactionFailedException conflict) when (conflict.IsAlreadyExists() || conflict.IsStale() || conflict.IsNotFound())
        {
            cache.Clear();
            var doubtful = plan.Sent.Where(item => item.Receipt is not null).ToArray();
            // A receipt in the way means that some were sent before. A row in the way means another writer, or our own first try whose
            // answer was lost: one receipt tells which, since all commit together.
            await SettleAsync(plan.IsReceipt(conflict.FailedTransactionActionIndex) ? doubtful : doubtful[..Math.Min(1, doubtful.Length)],
                plan, cancellation);
            return plan.Sent.All(item => item.Outcome is not null);
        }
        catch (RequestFailedException lost) when (lost.IsOutcomeUnknown())
        {
            cache.Clear();
            await SettleAsync([.. plan.Sent.Where(item => item.Receipt is not null).Take(1)], plan, cancellation);
            if (plan.Sent.Any(item => item.Outcome is null)) throw;
            return true;
        }
    }

    /// <summary>Reads receipts. One that this transaction wrote settles them all.</summary>
    private async Task SettleAsync(ActivityItem[] doubtful, ActivityPlan? writer, CancellationToken cancellation)
    {
        var isOurs = 0;
        await Parallel.ForEachAsync(
            doubtful, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnceMax, CancellationToken = cancellation },
            async (item, token) =>
            {
                if (await store.Table.FindAsync(space.Name, item.Receipt!, ["ContentHash", "Writer"], token) is not { } receipt) return;
                if (receipt.Required<string>("Writer") == writer?.Writer) Interlocked.Exchange(ref isOurs, 1);
                else item.Outcome = receipt.Required<string>("ContentHash") == item.ContentHash ? ActivityOutcome.SeenBefore
                    : ActivityOutcome.ConflictsWithEarlier;
            });
        if (isOurs == 1) writer!.Settle();
    }

    /// <summary>Waits 0 to 5, 10, 20 … 320 ms: full jitter, so that contenders do not meet again.</summary>
    private Task PauseAsync(int conflicts, CancellationToken cancellation)
    {
        var most = 5 << Math.Min(conflicts - 1, 6);
        return Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(most + 1)), time, cancellation);
    }
}
