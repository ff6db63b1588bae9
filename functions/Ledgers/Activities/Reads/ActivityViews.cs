using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>An account as it is to be shown now.</summary>
/// <param name="Space">The space.</param>
/// <param name="Caller">Whose; empty for the space itself.</param>
/// <param name="Accounts">All ids of theirs, the one that is paid first.</param>
/// <param name="Register">Who is who.</param>
/// <param name="Account">What all of them have together.</param>
/// <param name="TimeZone">The zone of its days.</param>
/// <param name="Today">What day it is there.</param>
internal sealed record ActivityView(
    Space Space, string Caller, IReadOnlyList<string> Accounts, CommunityRegister Register, ActivityAccount Account, string TimeZone,
    DateOnly Today)
{
    /// <summary>The caller as answers name it.</summary>
    public string? CallerOrNull => Caller.Length == 0 ? null : Caller;

    /// <summary>The streak as of today.</summary>
    public Streak Streak => Account.StreakOf(Today, Space.Config.Activity.Streaks);

    /// <summary>The numbers as of today.</summary>
    public Stats Stats => Account.StatsOf(Today, Space.Config.Activity.Streaks);

    /// <summary>Days since the last active one.</summary>
    public int? IdleDays => Account.Days.LastUntil(Today.DayNumber + 1) is { } last ? Math.Max(0, Today.DayNumber - last) : null;

    /// <summary>Whether something of an account is shown in it: of the space's, all but what somebody has made private.</summary>
    /// <param name="caller">The account.</param>
    /// <param name="hidden">The people of the space who are not open to everybody.</param>
    public bool Shows(string caller, IReadOnlySet<string> hidden) =>
        Caller.Length > 0 ? Accounts.Contains(caller) : !hidden.Contains(Register.Resolve(caller));
}

/// <summary>
/// Opens accounts for those who may see them, after looking whether the ledgers have something new: four reads, and three for each further
/// id.
/// </summary>
internal sealed class ActivityViews(ActivityLedger ledger, ActivityCollector collector, TimeProvider time)
{
    /// <summary>The header with a person's key.</summary>
    public const string KeyHeader = "X-Activity-Key";

    /// <summary>The caller that a request asks about; the space itself when it names none.</summary>
    /// <param name="caller">Whom it names.</param>
    /// <param name="place">Where.</param>
    /// <exception cref="ProblemException">400: too long.</exception>
    public static string CheckedCaller(string? caller, string place = "caller") =>
        caller is null or { Length: <= JournalKeys.AccountLengthMax }
        ? caller ?? ActivityAccount.OfSpace
        : throw new ProblemException(Problem.BadRequest(place, $"has more than {JournalKeys.AccountLengthMax} characters"));

    /// <summary>The account of a person, by any of their ids, or of the space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="caller">Whose; empty for the space itself.</param>
    /// <param name="key">The person's key, if one was brought.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">404: switched off, or the person has opted out; 403: it is private.</exception>
    public async Task<ActivityView> OpenAsync(Space space, string caller, string? key, CancellationToken cancellation)
    {
        if (!space.Config.Activity.Enabled) throw new ProblemException(Problem.NotFound($"The space '{space.Name}' shows no activity."));
        var person = await FindAsync(space, caller, cancellation);
        if (person.Accounts.Any(each => each.Person.Privacy == Privacy.OptedOut))
            throw new ProblemException(Problem.NotFound($"{caller} has opted out: nothing is counted and nothing shown."));
        if (person.Accounts.Any(each => each.Person.Privacy == Privacy.Private && !PersonalSettingsStore.Opens(each.Person, key)))
            throw new ProblemException(
                Problem.Forbidden($"{caller} has made this private; the header {KeyHeader} with their key opens it."));
        return await ViewAsync(space, person, cancellation);
    }

    /// <summary>The same, or <see langword="null"/> where that would refuse: for whoever tells of activity among other things.</summary>
    public async Task<ActivityView?> FindShownAsync(Space space, string caller, string? key, CancellationToken cancellation)
    {
        if (!space.Config.Activity.Enabled) return null;
        var person = await FindAsync(space, caller, cancellation);
        return person.Accounts.All(each => each.Person.Privacy == Privacy.Open
            || (each.Person.Privacy == Privacy.Private && PersonalSettingsStore.Opens(each.Person, key)))
            ? await ViewAsync(space, person, cancellation) : null;
    }

    /// <summary>
    /// The same for somebody of whom nothing is known but the address of an image; <see langword="null"/> when there is nothing, or nothing
    /// for everybody.
    /// </summary>
    public async Task<ActivityView?> OpenPublicAsync(Space space, string caller, CancellationToken cancellation)
    {
        if (!space.Config.Activity.Enabled) return null;
        var person = await FindAsync(space, caller, cancellation);
        if (person.Accounts.Any(each => each.Person.Privacy != Privacy.Open)) return null;
        var view = await ViewAsync(space, person, cancellation);
        return view.Account.Totals.Events > 0 ? view : null;
    }

    /// <summary>
    /// Has achievements unlocked that are reached and not yet stored: after a change of the catalogue nobody has to wait for the next fact.
    /// </summary>
    public async Task<ActivityView> UnlockAsync(ActivityView view, CancellationToken cancellation)
    {
        if (view.Accounts.Count > 1) return view; // what several ids reach together is nobody's own, and is not stored
        var stats = view.Stats;
        var isBehind = view.Account.Totals.Events > 0
            && view.Space.Config.Activity.Catalogue.Any(achievement =>
            !view.Account.Unlocks.ContainsKey(achievement.Id) && achievement.IsReached(stats));
        if (!isBehind) return view;
        await ledger.WriteAsync(view.Space, [new ActivityItem(view.Accounts[0], null)], cancellation);
        return view with { Account = (await ledger.Store.ReadAccountAsync(view.Space.Name, view.Accounts[0], cancellation)).Account };
    }

    /// <summary>The days of all ids of a person, or of the space.</summary>
    public async Task<IReadOnlyDictionary<int, DayTotals>> ReadDaysAsync(ActivityView view, int first, int last,
        CancellationToken cancellation) => JoinedActivity.Of(
        await Task.WhenAll(view.Accounts.Select(account =>
            ledger.Store.ReadDaysAsync(view.Space.Name, account, first, last, cancellation))));

    private async Task<Found> FindAsync(Space space, string caller, CancellationToken cancellation)
    {
        var register = await ledger.Spelling.Registers.ReadAsync(space.Journal, cancellation);
        var id = caller == ActivityAccount.OfSpace ? caller
            : register.Resolve(await ledger.Spelling.OfAsync(space.Journal, caller, cancellation));
        IReadOnlyList<string> ids = caller == ActivityAccount.OfSpace ? [caller] : register.AccountsOf(id);
        return new Found(id, ids, register, await Task.WhenAll(ids.Select(each => ReadAsync(space, each, cancellation))));
    }

    private async Task<ActivityAccount> ReadAsync(Space space, string id, CancellationToken cancellation) =>
        (await ledger.Store.ReadAccountAsync(space.Name, id, cancellation)).Account;

    private async Task<ActivityView> ViewAsync(Space space, Found person, CancellationToken cancellation)
    {
        ActivityAccount[] accounts = [.. person.Accounts];
        // One after the other, so that the same ledgers give the same log.
        for (var each = 0; person.Id != ActivityAccount.OfSpace && each < accounts.Length; each++)
            accounts[each] = await CaughtUpAsync(space, person.Ids[each], accounts[each], cancellation);
        var joined = JoinedActivity.Of(accounts);
        var zone = joined.Person.TimeZone ?? space.Config.Epochs.TimeZone;
        var view =
            new ActivityView(space, person.Id, person.Ids, person.Register, joined, zone, PersonalCalendar.DayOf(time.GetUtcNow(), zone));
        return accounts.Length > 1 ? view with { Account = joined with { Unlocks = TogetherOf(view) } } : view;
    }

    private async Task<ActivityAccount> CaughtUpAsync(Space space, string id, ActivityAccount account, CancellationToken cancellation) =>
        await collector.CatchUpAsync(space, id, account, cancellation) ? await ReadAsync(space, id, cancellation) : account;

    /// <summary>What the ids have unlocked, and what they reach together: as of the last day on which anything happened.</summary>
    private static SortedDictionary<string, DateTimeOffset> TogetherOf(ActivityView view)
    {
        var (unlocks, stats) = (view.Account.Unlocks, view.Stats);
        var last = new DateTimeOffset(DateOnly.FromDayNumber(view.Account.Days.Last ?? 0).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        if (view.Account.Totals.Events == 0) return unlocks;
        foreach (var achievement in view.Space.Config.Activity.Catalogue)
            if (!unlocks.ContainsKey(achievement.Id) && achievement.IsReached(stats)) unlocks.Add(achievement.Id, last);
        return unlocks;
    }

    private sealed record Found(string Id, IReadOnlyList<string> Ids, CommunityRegister Register, ActivityAccount[] Accounts);
}
