using Grain.Functions.Ledgers.Activities.Achievements;
using Grain.Functions.Ledgers.Activities.Streaks;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>What follows from facts: accounts with their totals, days, achievements and lines of the log, as they will be.</summary>
internal sealed class ActivityTally(Space space, ActivityCache cache, DateTimeOffset now)
{
    private readonly ActivityConfig config = space.Config.Activity;
    private readonly Goal[] goals = [.. space.Config.Activity.Catalogue.Select(achievement => new Goal(achievement))];
    private readonly Dictionary<string, ActivityDraft> accounts = new(StringComparer.Ordinal);
    private readonly DaysDraft days = new(cache);
    private readonly LogDraft log = new(cache);

    /// <summary>How many accounts are looked at.</summary>
    public int Accounts => accounts.Count;

    /// <summary>How many rows are to be written at most, without used keys.</summary>
    public int Rows => accounts.Count + days.Rows + LogDraft.PagesMax;

    /// <summary>Whether lines of another fact can be added.</summary>
    public bool HasRoom => log.HasRoom;

    /// <summary>The day a fact belongs to, in the calendar of its caller.</summary>
    public static int DayOf(Space space, ActivityAccount account, ActivityFact fact) =>
        PersonalCalendar.DayOf(fact.At, account.Person.TimeZone ?? space.Config.Epochs.TimeZone).DayNumber;

    public bool Has(string caller) => accounts.ContainsKey(caller);

    public ActivityDraft DraftOf(string caller)
    {
        if (!accounts.TryGetValue(caller, out var draft)) accounts.Add(caller, draft = new ActivityDraft(cache.FindAccount(caller)!));
        return draft;
    }

    /// <summary>Counts a fact.</summary>
    /// <returns>Whether no total leaves its range.</returns>
    public bool TryCount(ActivityItem item, ActivityFact fact, ActivityDraft draft, out bool isLate)
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

    /// <summary>Unlocks what is reached after an item: of its caller, and of the space, where this place has all of it.</summary>
    public void Unlock(ActivityItem item, ActivityDraft draft)
    {
        var at = item.Fact?.At ?? now;
        if (item.Caller.Length > 0) Unlock(item.Caller, draft, draft.Stats(config.Streaks), at);
        var whole = DraftOf(ActivityAccount.OfSpace);
        if (item.Together is var (stats, reachedAt)) Unlock(ActivityAccount.OfSpace, whole, stats, reachedAt);
        else if (!cache.Place.Layout.IsSharded && whole.Account.Totals.Events > 0)
            Unlock(ActivityAccount.OfSpace, whole, whole.Stats(config.Streaks), at);
    }

    /// <summary>Has an attempt write all that changed: the place's own account first, so that a stale plan fails there.</summary>
    public void WriteWith(Attempt attempt)
    {
        foreach (var (caller, draft) in accounts.Where(each => each.Value.IsChanged).OrderBy(each => each.Key, StringComparer.Ordinal))
            attempt.Write(ActivityRows.Account(cache.Place, caller, draft.Account), draft.Version,
                version => cache.Keep(caller, new StoredAccount(draft.Account, version) { IsMoved = cache.Place.Layout.IsSharded }));
        days.WriteWith(attempt);
        log.WriteWith(attempt);
    }

    /// <summary>
    /// The last day that may have begun anywhere; the row may hold later ones of before there was a bound, which close no day.
    /// </summary>
    private int TomorrowOf(ActivityAccount account) =>
        PersonalCalendar.DayOf(now, account.Person.TimeZone ?? space.Config.Epochs.TimeZone).DayNumber + 1;

    private void Unlock(string caller, ActivityDraft draft, Stats stats, DateTimeOffset at)
    {
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
}
