using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// One entity group transaction: some facts with everything that follows from them at a place. Invariants. A1: a used key, or a cursor,
/// stands for one fact of its space for ever. A2: totals, days and unlocks are the fold of the log. A3: all of that commits together or not
/// at all. A4: a place's days are the sums of its callers' days.
/// </summary>
internal sealed class ActivityPlan(Space space, ActivityCache cache, Func<string, bool> isOptedOut, DateTimeOffset now)
{
    /// <summary>Accounts of one transaction: each has up to 20 KB at the very most, and 4 MiB are all there is room for.</summary>
    private const int AccountsMax = 40;

    private readonly ActivityTally tally = new(space, cache, now);
    private readonly List<(ActivityItem Item, bool IsLate)> taken = [];
    private int usedKeys;

    /// <summary>Takes an item, or settles it when there is nothing to write for it.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryTake(ActivityItem item)
    {
        if (!HasRoom(item)) return false;
        var draft = tally.DraftOf(item.Caller);
        if (draft.Account.Person.Privacy == Privacy.OptedOut || isOptedOut(item.Caller))
        {
            item.Outcome = ActivityOutcome.OptedOut;
            cache.Forget(item.Caller); // nothing is written that would tell when they come back
        }
        else if (IsBehind(item, draft.Account))
        {
            item.Outcome = ActivityOutcome.SeenBefore;
        }
        else
        {
            Take(item, draft);
        }

        return true;
    }

    /// <summary>What to write, the used keys last. Nothing can be taken after it.</summary>
    public Attempt ToAttempt()
    {
        var attempt = new Attempt
        {
            Committed = () =>
            {
                foreach (var (item, isLate) in taken) item.Outcome = isLate ? ActivityOutcome.CountedLate : ActivityOutcome.Counted;
            },
            IsSettled = () => taken.TrueForAll(each => each.Item.Outcome is not null),
            Lost = _ => cache.Clear(),
        };
        tally.WriteWith(attempt);
        foreach (var (item, isLate) in taken)
            if (item.UsedKey is { } key)
                attempt.Use(ActivityRows.UsedKey(cache.Place.Partition, key, item.ContentHash, isLate), item.InDoubt);
        return attempt;
    }

    private bool HasRoom(ActivityItem item)
    {
        // An account, its quarter, the place's quarter and the used key are the most that an item adds.
        var rows = 1 + tally.Rows + usedKeys + 4;
        return rows <= StorageLimits.TransactionOperations && tally.HasRoom && (tally.Accounts < AccountsMax || tally.Has(item.Caller));
    }

    private static bool IsBehind(ActivityItem item, ActivityAccount account) => item.Source switch
    {
        ActivitySource.Grants => item.Seq <= account.GrantSeq,
        ActivitySource.Tasks => item.Seq <= account.TaskSeq,
        ActivitySource.Epochs => string.CompareOrdinal(item.Fact!.Id, account.Epoch) <= 0,
        _ => false,
    };

    private void Take(ActivityItem item, ActivityDraft draft)
    {
        var isLate = false;
        if (item.Fact is not null && !tally.TryCount(item, item.Fact, draft, out isLate))
        {
            item.Outcome = ActivityOutcome.Refused;
            // A ledger's entry that cannot be counted must not hold up those after it.
            if (item.Source == ActivitySource.Sent) return;
        }

        draft.Account = item.Source switch
        {
            ActivitySource.Grants => draft.Account with { GrantSeq = item.Seq },
            ActivitySource.Tasks => draft.Account with { TaskSeq = item.Seq },
            ActivitySource.Epochs => draft.Account with { Epoch = item.Fact!.Id },
            _ => draft.Account,
        };
        tally.Unlock(item, draft);
        if (item.UsedKey is not null) usedKeys++;
        if (item.Outcome is null) taken.Add((item, isLate));
    }
}
