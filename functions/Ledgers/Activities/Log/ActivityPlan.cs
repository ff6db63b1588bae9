using Grain.Functions.Ledgers.Activities.Achievements;
using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// One entity group transaction: some facts with everything that follows from them. Invariants. A1: a used key, or a cursor, stands for one
/// fact of its space for ever. A2: totals, days and unlocks are the fold of the log. A3: all of that commits together or not at all. A4:
/// the space's days are the sums of its callers' days.
/// </summary>
internal sealed class ActivityPlan(Space space, ActivityCache cache, Func<string, bool> isOptedOut, DateTimeOffset now)
{
    /// <summary>Accounts of one transaction: each has up to 20 KB at the very most, and 4 MiB are all there is room for.</summary>
    private const int AccountsMax = 40;

    private readonly ActivityConfig config = space.Config.Activity;
    private readonly Goal[] goals = [.. space.Config.Activity.Catalogue.Select(achievement => new Goal(achievement))];
    private readonly Dictionary<string, ActivityDraft> accounts = new(StringComparer.Ordinal);
    private readonly DaysDraft days = new(space.Name, cache);
    private readonly LogDraft log = new(space.Name, cache);
    private readonly List<(ActivityItem Item, bool IsLate)> taken = [];
    private int usedKeys;

    /// <summary>The day a fact belongs to, in the calendar of its caller.</summary>
    public static int DayOf(Space space, ActivityAccount account, ActivityFact fact) =>
        PersonalCalendar.DayOf(fact.At, account.Person.TimeZone ?? space.Config.Epochs.TimeZone).DayNumber;

    /// <summary>Takes an item, or settles it when there is nothing to write for it.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryTake(ActivityItem item)
    {
        if (!HasRoom(item)) return false;
        var draft = DraftOf(item.Caller);
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

    /// <summary>
    /// What to write: the space's account first, so that a stale plan fails there, and the used keys last. Nothing can be taken after it.
    /// </summary>
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
        foreach (var (caller, draft) in accounts.Where(each => each.Value.IsChanged).OrderBy(each => each.Key, StringComparer.Ordinal))
            attempt.Write(ActivityRows.Account(space.Name, caller, draft.Account), draft.Version,
                version => cache.Keep(caller, new StoredAccount(draft.Account, version)));
        days.WriteWith(attempt);
        log.WriteWith(attempt);
        foreach (var (item, isLate) in taken)
            if (item.UsedKey is { } key) attempt.Use(ActivityRows.UsedKey(space.Name, key, item.ContentHash, isLate), item.InDoubt);
        return attempt;
    }

    private bool HasRoom(ActivityItem item)
    {
        // An account, its quarter, the space's quarter and the used key are the most that an item adds.
        var rows = 1 + accounts.Count + days.Rows + usedKeys + LogDraft.PagesMax + 4;
        return rows <= StorageLimits.TransactionOperations && log.HasRoom
            && (accounts.Count < AccountsMax || accounts.ContainsKey(item.Caller));
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
        if (item.Fact is not null && !TryCount(item, item.Fact, draft, out isLate))
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
        var at = item.Fact?.At ?? now;
        Unlock(item.Caller, draft, at);
        if (item.Caller != ActivityAccount.OfSpace) Unlock(ActivityAccount.OfSpace, DraftOf(ActivityAccount.OfSpace), at);
        if (item.UsedKey is not null) usedKeys++;
        if (item.Outcome is null) taken.Add((item, isLate));
    }

    private bool TryCount(ActivityItem item, ActivityFact fact, ActivityDraft draft, out bool isLate)
    {
        var whole = DraftOf(ActivityAccount.OfSpace);
        var day = DayOf(space, draft.Account, fact);
        isLate = ActivityKinds.IsActivity(fact.Kind)
            && (!OutsideTime.IsInRange(fact.At, now)
            || (draft.Account.Days.LastUntil(TomorrowOf(draft.Account)) is { } last && day < last - config.LateDays));
        var isOnDay = ActivityKinds.IsActivity(fact.Kind) && !isLate;
        // A correction makes no day an active one; that points fell is known of the day on which they did.
        var isTaken = fact.Kind == ActivityKinds.Correction && OutsideTime.IsInRange(fact.At, now);
        if (draft != whole)
        {
            var isNewCaller = fact.Kind == ActivityKinds.Request && draft.Account.Totals.Requests == 0;
            ActivityTotals own, all;
            try
            {
                own = draft.Account.Totals.Add(fact, isLate, isNewCaller, isOnDay ? day : null);
                all = whole.Account.Totals.Add(fact, isLate, isNewCaller, isOnDay ? day : null);
            }
            catch (OverflowException)
            {
                return false;
            }

            draft.Account = draft.Account with { Totals = own, Days = isOnDay ? draft.Account.Days.With(day) : draft.Account.Days };
            whole.Account = whole.Account with { Totals = all, Days = isOnDay ? whole.Account.Days.With(day) : whole.Account.Days };
            if (isOnDay || isTaken)
            {
                // A day's sums are parts of the totals, which are in range.
                days.Add(fact, day, fact.Caller);
                days.Add(fact, day, ActivityAccount.OfSpace);
            }
        }

        Log(ActivityRecord.LineOf(item.Content!, now, isOnDay ? day : null, isTaken ? day : null));
        return true;
    }

    /// <summary>
    /// The last day that may have begun anywhere; the row may hold later ones of before there was a bound, which close no day.
    /// </summary>
    private int TomorrowOf(ActivityAccount account) =>
        PersonalCalendar.DayOf(now, account.Person.TimeZone ?? space.Config.Epochs.TimeZone).DayNumber + 1;

    private void Unlock(string caller, ActivityDraft draft, DateTimeOffset at)
    {
        if (caller == ActivityAccount.OfSpace && draft.Account.Totals.Events == 0) return;
        var stats = draft.Stats(config.Streaks);
        var open = draft.Open ??= [.. goals.Where(goal => !draft.Account.Unlocks.ContainsKey(goal.Achievement.Id))];
        for (var i = 0; i < open.Count; i++)
        {
            if (!open[i].IsReached(stats)) continue;
            var achievement = open[i].Achievement;
            open.RemoveAt(i--);
            draft.Account = draft.Account with { Unlocks = new(draft.Account.Unlocks, StringComparer.Ordinal) { [achievement.Id] = at } };
            var unlock = new ActivityFact
            {
                Kind = ActivityKinds.Unlock,
                Id = achievement.Id,
                Caller = caller,
                At = at,
                Name = $"{achievement.Icon} {achievement.Title}"
            };
            Log(new ActivityRecord(unlock, now, null).ToLine());
        }
    }

    private void Log(string line)
    {
        var whole = DraftOf(ActivityAccount.OfSpace);
        whole.Account = whole.Account with { Pages = log.Add(line) };
    }

    private ActivityDraft DraftOf(string caller)
    {
        if (!accounts.TryGetValue(caller, out var draft)) accounts.Add(caller, draft = new ActivityDraft(cache.FindAccount(caller)!));
        return draft;
    }
}
