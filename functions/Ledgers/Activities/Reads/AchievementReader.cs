using Grain.Functions.Ledgers.Activities.Achievements;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Streaks;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>What is unlocked, with the dates that are shown: one range read an id, of four rows a year.</summary>
internal sealed class AchievementReader(ActivityLedger ledger, TimeProvider time)
{
    /// <summary>
    /// The same view with dates, after achievements are unlocked that are reached and not yet stored: when the catalogue was changed
    /// nobody has to wait for the next fact.
    /// </summary>
    public async Task<ActivityView> UnlockAsync(ActivityView view, CancellationToken cancellation)
    {
        // what several ids reach together is nobody's own, and is not stored
        if (view.Accounts.Count > 1 || view.IsPseudonymous || !IsBehind(view)) return await DatedAsync(view, cancellation);
        if (view.Accounts[0].Length == 0) await ledger.UnlockTogetherAsync(view.Space, view.Account, time.GetUtcNow(), cancellation);
        await ledger.WriteAsync(view.Space, [new ActivityItem(view.Accounts[0], null)], cancellation);
        var stored = await ledger.Store.ReadAccountAsync(view.Space.Name, view.Accounts[0], cancellation);
        return await DatedAsync(view with { Account = stored.Account }, cancellation);
    }

    /// <summary>
    /// The same view with the dates that are shown: the day on which it was reached, whenever the facts arrived, and as written where the
    /// days do not tell. Of somebody pseudonymous days only, since moments would lead to whoever did something then in public.
    /// </summary>
    public async Task<ActivityView> DatedAsync(ActivityView view, CancellationToken cancellation)
    {
        if (view.Account.Unlocks.Count == 0) return view;
        var (config, zone) = (view.Space.Config.Activity, view.TimeZone);
        var histories = await Task.WhenAll(view.Accounts.Select(account =>
            ledger.Store.ReadHistoryAsync(view.Space.Name, account, cancellation)));
        var reached = ReachedDays.Of(view.Account, config.Catalogue, view.Today, config.Streaks, DayHistory.Of(histories));
        var dates = view.Account.Unlocks.ToDictionary(each => each.Key, each =>
        {
            var written = PersonalCalendar.DayOf(each.Value, zone).DayNumber;
            var day = reached.GetValueOrDefault(each.Key, written);
            return day == written && !view.IsPseudonymous ? each.Value : PersonalCalendar.MomentOf(day);
        });
        return view with { Account = view.Account with { Unlocks = new(dates, StringComparer.Ordinal) } };
    }

    private static bool IsBehind(ActivityView view)
    {
        var stats = view.Stats;
        return view.Account.Totals.Events > 0 && view.Space.Config.Activity.Catalogue.Any(achievement =>
            !view.Account.Unlocks.ContainsKey(achievement.Id) && achievement.IsReached(stats));
    }
}
