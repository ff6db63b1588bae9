using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>An account as it is to be shown now.</summary>
/// <param name="Space">The space.</param>
/// <param name="Caller">Whose; empty for the space itself.</param>
/// <param name="Accounts">All ids of theirs, the one that is paid first.</param>
/// <param name="Register">Who is who.</param>
/// <param name="Account">
/// What all of them have together; unlocks as they were written, of which <see cref="AchievementReader"/> tells the dates.
/// </param>
/// <param name="TimeZone">The zone of its days.</param>
/// <param name="Today">What day it is there.</param>
/// <param name="Faces">How people are shown to who asks.</param>
internal sealed record ActivityView(
    Space Space, string Caller, IReadOnlyList<string> Accounts, CommunityRegister Register, ActivityAccount Account, string TimeZone,
    DateOnly Today, Faces Faces)
{
    /// <summary>Whether <see cref="Caller"/> is a pseudonym: nothing is told then that says when to the minute.</summary>
    public bool IsPseudonymous { get; init; }

    /// <summary>Whether there is nobody to who asks.</summary>
    public bool IsOfNobody => Accounts[0] == Faces.Nobody;

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
    /// <param name="optedOut">Who has opted out.</param>
    public bool Shows(string caller, IReadOnlySet<string> optedOut) =>
        Caller.Length > 0 ? !IsPseudonymous && Accounts.Contains(caller)
        : Faces.AreOpen(caller) && !optedOut.Contains(Register.Resolve(caller));
}

/// <summary>
/// Opens accounts for those who may see them, after looking whether the ledgers have something new: four reads, and three for each further
/// id.
/// </summary>
internal sealed class ActivityViews(ActivityLedger ledger, ActivityCollector collector, FaceReader faces, TimeProvider time)
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
    /// <param name="who">Who asks. Somebody whom they may not know is answered as somebody unknown.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">404: switched off, or the person has opted out.</exception>
    public async Task<ActivityView> OpenAsync(Space space, string caller, string? key, Caller who, CancellationToken cancellation)
    {
        if (!space.Config.Activity.Enabled) throw new ProblemException(Problem.NotFound($"The space '{space.Name}' shows no activity."));
        var person = await FindAsync(space, caller, key, who, cancellation);
        return !person.HasOptedOut ? await ViewAsync(space, person, cancellation)
            : throw new ProblemException(Problem.NotFound($"{caller} has opted out: nothing is counted and nothing shown."));
    }

    /// <summary>The same, or <see langword="null"/> where that would refuse: for whoever tells of activity among other things.</summary>
    public async Task<ActivityView?> FindShownAsync(
        Space space, string caller, string? key, Caller who, CancellationToken cancellation) =>
        space.Config.Activity.Enabled && await FindAsync(space, caller, key, who, cancellation) is { HasOptedOut: false } person
            ? await ViewAsync(space, person, cancellation) : null;

    /// <summary>
    /// The same for somebody of whom nothing is known but the address of an image, which is one for everybody, whoever asks;
    /// <see langword="null"/> when there is nothing.
    /// </summary>
    public async Task<ActivityView?> OpenPublicAsync(Space space, string caller, CancellationToken cancellation)
    {
        if (!space.Config.Activity.Enabled) return null;
        var view = await ViewAsync(space, await FindAsync(space, caller, null, Caller.Nobody, cancellation), cancellation);
        return view.Account.Totals.Events > 0 ? view : null;
    }

    /// <summary>The days of all ids of a person, or of the space.</summary>
    public async Task<IReadOnlyDictionary<int, DayTotals>> ReadDaysAsync(ActivityView view, int first, int last,
        CancellationToken cancellation) => JoinedActivity.Of(
        await Task.WhenAll(view.Accounts.Select(account =>
            ledger.Store.ReadDaysAsync(view.Space.Name, account, first, last, cancellation))));

    private async Task<Found> FindAsync(Space space, string caller, string? key, Caller who, CancellationToken cancellation)
    {
        var register = await ledger.Spelling.Registers.ReadAsync(space.Journal, cancellation);
        var shownTo = await faces.ReadAsync(space, who, cancellation);
        if (caller == ActivityAccount.OfSpace)
            return new Found(caller, [caller], register, [await ReadAsync(space, caller, cancellation)], shownTo);
        var asked = await faces.FindAsync(space, shownTo, caller, cancellation);
        if (asked.IsNobody && key is not null)
        {
            var hidden = await FindAsync(space, await ledger.Spelling.OfAsync(space.Journal, caller, cancellation));
            var closed = hidden.Accounts.Select(each => each.Person).Where(each => each.Privacy != Privacy.Open).ToArray();
            if (closed.Length > 0 && closed.All(each => each.Privacy == Privacy.Private && PersonalSettingsStore.Opens(each, key)))
                return hidden;
        }

        if (asked.IsNobody) return new Found(asked.Shown, [Faces.Nobody], register, [new ActivityAccount()], shownTo);
        var found = await FindAsync(space, asked.Account);
        return asked.IsPseudonymous ? found with { Id = asked.Shown, IsPseudonymous = true } : found;

        async Task<Found> FindAsync(Space space, string account)
        {
            var ids = register.AccountsOf(account);
            return new Found(ids[0], ids, register, await Task.WhenAll(ids.Select(each => ReadAsync(space, each, cancellation))), shownTo);
        }
    }

    private async Task<ActivityAccount> ReadAsync(Space space, string id, CancellationToken cancellation) =>
        (await ledger.Store.ReadAccountAsync(space.Name, id, cancellation)).Account;

    private async Task<ActivityView> ViewAsync(Space space, Found person, CancellationToken cancellation)
    {
        ActivityAccount[] accounts = [.. person.Accounts];
        // One after the other, so that the same ledgers give the same log.
        for (var each = 0; person.Ids[0] is not (ActivityAccount.OfSpace or Faces.Nobody) && each < accounts.Length; each++)
            accounts[each] = await CaughtUpAsync(space, person.Ids[each], accounts[each], cancellation);
        var joined = JoinedActivity.Of(accounts);
        var zone = joined.Person.TimeZone ?? space.Config.Epochs.TimeZone;
        var view =
            new ActivityView(space, person.Id, person.Ids, person.Register, joined, zone, PersonalCalendar.DayOf(time.GetUtcNow(), zone),
                person.Faces)
            {
                IsPseudonymous = person.IsPseudonymous,
            };
        return accounts.Length > 1 ? view with { Account = joined with { Unlocks = TogetherOf(view) } } : view;
    }

    private async Task<ActivityAccount> CaughtUpAsync(Space space, string id, ActivityAccount account, CancellationToken cancellation) =>
        await collector.CatchUpAsync(space, id, account, cancellation) ? await ReadAsync(space, id, cancellation) : account;

    /// <summary>What the ids have unlocked, and what they reach together: as of the last day on which anything happened.</summary>
    private static SortedDictionary<string, DateTimeOffset> TogetherOf(ActivityView view)
    {
        var (unlocks, stats) = (view.Account.Unlocks, view.Stats);
        var last = PersonalCalendar.MomentOf(view.Account.Days.Last ?? 0);
        if (view.Account.Totals.Events == 0) return unlocks;
        foreach (var achievement in view.Space.Config.Activity.Catalogue)
            if (!unlocks.ContainsKey(achievement.Id) && achievement.IsReached(stats)) unlocks.Add(achievement.Id, last);
        return unlocks;
    }

    private sealed record Found(
        string Id, IReadOnlyList<string> Ids, CommunityRegister Register, ActivityAccount[] Accounts, Faces Faces,
        bool IsPseudonymous = false)
    {
        public bool HasOptedOut => Accounts.Any(each => each.Person.Privacy == Privacy.OptedOut);
    }
}
