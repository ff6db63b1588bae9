using Azure.Data.Tables;
using Grain.Functions.Ledgers.Activities.Streaks;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>What people decide about their own activity.</summary>
internal sealed class PersonalSettingsStore(ActivityLedger ledger, TimeProvider time)
{
    private const int KeyBytes = 18;
    private const int RepairWindowDays = 30;

    /// <summary>Journeys and repairs that are remembered; older ones no longer matter to anything but the longest streak.</summary>
    private const int DaysMax = 400;

    private readonly ActivityStore store = ledger.Store;

    /// <summary>Whether a key opens what is private.</summary>
    public static bool Opens(PersonalSettings person, string? key) => person.KeyHash is { } hash && key is not null
        && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(hash), Convert.FromHexString(JournalHash.Of(key)));

    /// <summary>What a person has decided, under whichever of their ids.</summary>
    public async Task<(string Id, PersonalSettings Person)> ReadAsync(Space space, string caller, CancellationToken cancellation)
    {
        var (ids, account) = await OpenAsync(space, caller, cancellation);
        return (ids[0], account.Person);
    }

    /// <summary>Takes over what a person wants, for all of their ids.</summary>
    /// <returns>The person as they are now, and the key that opens what is private, if it is new.</returns>
    public async Task<(PersonalSettings Person, string? Key)> ChangeAsync(
        Space space, string caller, string? timeZone, Privacy privacy, string? species, CancellationToken cancellation)
    {
        var key = Convert.ToHexStringLower(RandomSecret.New(KeyBytes));
        var keyHash = JournalHash.Of(key);
        var (ids, account) = await OpenAsync(space, caller, cancellation);
        var person = account.Person;
        foreach (var id in ids) person = await ChangeAsync(space, id, ids, before =>
        {
            // The key stays while nothing about privacy changes: who sets another time zone must not be locked out. Several ids have one
            // key.
            var isNew = before.Privacy != Privacy.Private || before.KeyHash == keyHash
                || (ids.Count > 1 && before.KeyHash != account.Person.KeyHash);
            var lost = PersonalCalendar.DaysLost(time.GetUtcNow(), before.TimeZone ?? space.Config.Epochs.TimeZone,
                timeZone ?? space.Config.Epochs.TimeZone);
            return before with
            {
                TimeZone = timeZone,
                Privacy = privacy,
                Species = species,
                DaysLost = Joined(before.DaysLost, lost),
                KeyHash = privacy != Privacy.Private ? null : isNew ? keyHash : before.KeyHash,
            };
        }, cancellation);
        return (person, person.KeyHash == keyHash ? key : null);
    }

    /// <summary>Has a missed day no longer end a streak.</summary>
    /// <returns>Why not, or <see langword="null"/> when it is done (or was before).</returns>
    public async Task<string?> RepairAsync(Space space, string caller, DateOnly date, CancellationToken cancellation)
    {
        var rules = space.Config.Activity.Streaks;
        var (ids, account) = await OpenAsync(space, caller, cancellation);
        var today = PersonalCalendar.DayOf(time.GetUtcNow(), account.Person.TimeZone ?? space.Config.Epochs.TimeZone).DayNumber;
        var day = date.DayNumber;
        if (account.Person.Repairs?.Contains(day) == true) return null;
        if (day >= today || day < today - rules.RepairWithinDays)
            return $"only the {rules.RepairWithinDays} days before today can be repaired";
        if (account.Days.Contains(day)) return "the day was active, there is nothing to repair";
        string? refusal = null;
        await ChangeAsync(space, ids[0], ids, before =>
        {
            if (before.Repairs?.Contains(day) == true) return before; // our own first try, whose answer was lost
            var recent = (before.Repairs ?? []).Union(account.Person.Repairs ?? []).Count(repaired => repaired > today - RepairWindowDays);
            refusal = recent < rules.RepairsPer30Days ? null
                : $"{recent} days were repaired in {RepairWindowDays} days, and {rules.RepairsPer30Days} may be";
            return refusal is null ? before with { Repairs = Joined(before.Repairs, [day]) } : before;
        }, cancellation);
        return refusal;
    }

    private async Task<(IReadOnlyList<string> Ids, ActivityAccount Account)> OpenAsync(Space space, string caller,
        CancellationToken cancellation)
    {
        var (account, _, register) = await ledger.Spelling.PersonAsync(space.Journal, caller, cancellation);
        var ids = register.AccountsOf(account);
        var stored = await Task.WhenAll(ids.Select(id => store.ReadAccountAsync(space.Name, id, cancellation)));
        return (ids, JoinedActivity.Of([.. stored.Select(each => each.Account)]));
    }

    private static int[]? Joined(IReadOnlyList<int>? days, IEnumerable<int> more)
    {
        int[] all = [.. (days ?? []).Concat(more).Distinct().Order().TakeLast(DaysMax)];
        return all.Length == 0 ? null : all;
    }

    /// <summary>Once more on what is there then if somebody counts a fact meanwhile, or our own first try went through.</summary>
    private async Task<PersonalSettings> ChangeAsync(
        Space space, string caller, IReadOnlyList<string> ids, Func<PersonalSettings, PersonalSettings> change,
        CancellationToken cancellation)
    {
        var layout = await store.Layouts.OpenAsync(space, cancellation);
        try
        {
            return await ChangeAsync(layout.PlaceOf(caller), caller, ids, change, cancellation);
        }
        catch (ActivityMovedException) when (!layout.IsSharded)
        {
            layout = await store.Layouts.LookAsync(space.Name, cancellation);
            return await ChangeAsync(layout.PlaceOf(caller), caller, ids, change, cancellation);
        }
    }

    private Task<PersonalSettings> ChangeAsync(
        ActivityPlace place, string caller, IReadOnlyList<string> ids, Func<PersonalSettings, PersonalSettings> change,
        CancellationToken cancellation) => store.Table.Contention.UntilDoneAsync($"What {caller} wants", async () =>
        {
            var stored = await store.Layouts.OpenAccountAsync(place, caller, cancellation);
            var person = change(stored.Account.Person);
            var row = ActivityRows.Account(place, caller, stored.Account with { Person = person });
            var own = person == stored.Account.Person ? null : Table.Write(row, stored.Version);
            var list = await ListAsync(place, caller, ids, stored.Account.Person, person, cancellation);
            // The list lies at home. Where the account does not, who closes is closed there first, and who opens last: cut off in between,
            // they are hidden, and the same again finishes it.
            var isClosing = person.Privacy > stored.Account.Person.Privacy;
            TableTransactionAction?[][] parts = !place.IsShard ? [[own, list]] : isClosing ? [[list], [own]] : [[own], [list]];
            foreach (var part in parts.Select(part => part.OfType<TableTransactionAction>().ToArray()).Where(part => part.Length > 0))
                if (await store.Table.TryTransactAsync(part, cancellation) is null) return (false, person);
            return (!place.IsShard || await AgreeAsync(place, caller, cancellation), person);
        }, cancellation);

    /// <summary>Whether list and account say the same: somebody else may have changed the one between our two writes.</summary>
    private async Task<bool> AgreeAsync(ActivityPlace place, string caller, CancellationToken cancellation)
    {
        var hidden = await store.ReadHiddenAsync(place.Layout.Space, cancellation);
        // An account that nothing was written to since the space was moved is read where it was.
        var (account, _) = await store.Layouts.OpenAccountAsync(place, caller, cancellation);
        return hidden.GetValueOrDefault(caller) == account.Person.Privacy;
    }

    /// <summary>The list of those who are not open, if it changes.</summary>
    private async Task<TableTransactionAction?> ListAsync(ActivityPlace place, string caller, IReadOnlyList<string> ids,
        PersonalSettings before, PersonalSettings person, CancellationToken cancellation)
    {
        // In one transaction with the account it cannot be behind it.
        if (!place.IsShard && person.Privacy == before.Privacy) return null;
        var listed = await store.Table.FindAsync(place.Layout.Space, ActivityKeys.Hidden, cancellation);
        var hidden = HiddenPeople.Read(listed);
        if (hidden.People.GetValueOrDefault(caller) == person.Privacy) return null;
        hidden.Set(caller, ids, person.Privacy);
        if (hidden.People.Count > HiddenPeople.PeopleMax)
            throw new ProblemException(
                Problem.Conflict($"{HiddenPeople.PeopleMax} ids of the space are not open to everybody; more cannot be."));
        return Table.Write(hidden.Row(place.Layout.Space), listed?.ETag);
    }
}
