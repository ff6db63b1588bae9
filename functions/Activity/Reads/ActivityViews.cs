using Grain.Functions.Activity.Streaks;
using Grain.Functions.Hosting;
using Grain.Functions.Spaces;

namespace Grain.Functions.Activity.Reads;

/// <summary>An account as it is to be shown now.</summary>
/// <param name="Space">The space.</param>
/// <param name="Caller">Whose; empty for the space itself.</param>
/// <param name="Account">The account.</param>
/// <param name="TimeZone">The zone of its days.</param>
/// <param name="Today">What day it is there.</param>
internal sealed record ActivityView(Space Space, string Caller, ActivityAccount Account, string TimeZone, DateOnly Today)
{
    /// <summary>The caller as answers name it.</summary>
    public string? CallerOrNull => Caller.Length == 0 ? null : Caller;

    /// <summary>The streak as of today.</summary>
    public Streak Streak => Account.StreakOf(Today, Space.Config.Activity.Streaks);

    /// <summary>The numbers as of today.</summary>
    public Stats Stats => Account.StatsOf(Today, Space.Config.Activity.Streaks);

    /// <summary>Days since the last active one.</summary>
    public int? IdleDays => Account.Days.LastUntil(Today.DayNumber + 1) is { } last ? Math.Max(0, Today.DayNumber - last) : null;
}

/// <summary>Opens accounts for those who may see them, after looking whether the ledgers have something new: three reads.</summary>
internal sealed class ActivityViews(ActivityLedger ledger, ActivityCollector collector, TimeProvider time)
{
    /// <summary>The account of a caller, or of the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="caller">Whose; empty for the space itself.</param>
    /// <param name="key">The person's key, if one was brought.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemException">404: switched off, or the person has opted out; 403: it is private.</exception>
    public async Task<ActivityView> OpenAsync(Space space, string caller, string? key, CancellationToken cancellationToken)
    {
        if (!space.Config.Activity.Enabled) throw new ProblemException(Problem.NotFound($"The space '{space.Name}' shows no activity."));
        var account = (await ledger.Store.ReadAccountAsync(space.Name, caller, cancellationToken)).Account;
        if (account.Person.Privacy == Privacy.OptedOut)
            throw new ProblemException(Problem.NotFound($"{caller} has opted out: nothing is counted and nothing shown."));
        if (account.Person.Privacy == Privacy.Private && !People.Opens(account.Person, key))
            throw new ProblemException(Problem.Forbidden($"{caller} has made this private; the header {ActivityFunctions.KeyHeader} with their key opens it."));
        if (caller != ActivityAccount.OfSpace && await collector.CatchUpAsync(space, caller, account, cancellationToken))
            account = (await ledger.Store.ReadAccountAsync(space.Name, caller, cancellationToken)).Account;
        return View(space, caller, account);
    }

    /// <summary>
    /// The same for somebody of whom nothing is known but the address of an image; <see langword="null"/> when there is nothing, or nothing for everybody.
    /// </summary>
    public async Task<ActivityView?> OpenPublicAsync(Space space, string caller, CancellationToken cancellationToken)
    {
        if (!space.Config.Activity.Enabled) return null;
        var account = (await ledger.Store.ReadAccountAsync(space.Name, caller, cancellationToken)).Account;
        if (account.Person.Privacy != Privacy.Open) return null;
        if (await collector.CatchUpAsync(space, caller, account, cancellationToken))
            account = (await ledger.Store.ReadAccountAsync(space.Name, caller, cancellationToken)).Account;
        return account.Totals.Events > 0 ? View(space, caller, account) : null;
    }

    /// <summary>Has achievements unlocked that are reached and not yet stored: after a change of the catalogue nobody has to wait for the next fact.</summary>
    public async Task<ActivityView> UnlockAsync(ActivityView view, CancellationToken cancellationToken)
    {
        var stats = view.Stats;
        var isBehind = view.Account.Totals.Events > 0
            && view.Space.Config.Activity.Catalogue.Any(achievement => !view.Account.Unlocks.ContainsKey(achievement.Id) && achievement.IsReached(stats));
        if (!isBehind) return view;
        await ledger.WriteAsync(view.Space, [new ActivityItem(view.Caller, null)], cancellationToken);
        return view with { Account = (await ledger.Store.ReadAccountAsync(view.Space.Name, view.Caller, cancellationToken)).Account };
    }

    private ActivityView View(Space space, string caller, ActivityAccount account)
    {
        var zone = account.Person.TimeZone ?? space.Config.Epochs.TimeZone;
        return new ActivityView(space, caller, account, zone, PersonalCalendar.DayOf(time.GetUtcNow(), zone));
    }
}
