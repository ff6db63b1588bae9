using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Leaderboards;

namespace Grain.Functions.Reads.Histories;

/// <summary>
/// Reads what happened to a person under all their ids, a page at a time, newest first. A page takes two heads and at most two range reads
/// for each id, and one read each of days and of scores, from which the rest is worked out; nothing is gone through from the beginning.
/// </summary>
internal sealed class PersonHistory(
    AccountSpelling spelling, GrantLedger grants, GrainLedger grain, ScoreBoard scores, EpochStore epochs,
    SplitReader splits, ActivityViews views, AchievementReader achievements, ContributorReader people)
{
    private const int KeyLength = 8;

    /// <summary>A page; <see langword="null"/> if nothing ever happened to whom the id means.</summary>
    /// <param name="space">The space.</param>
    /// <param name="id">Any id of the person.</param>
    /// <param name="key">The person's key to what they keep private, if it was brought.</param>
    /// <param name="faces">How people are shown to who asks.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="size">How many events at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PersonEventsAnswer?> ReadAsync(
        Space space, string id, string? key, Faces faces, Caller who, EventCursor? cursor, int size, CancellationToken cancellation)
    {
        var (account, _, register) = await spelling.PersonAsync(space.Journal, id, cancellation);
        var accounts = register.AccountsOf(account);
        var view = await views.FindShownAsync(space, account, key, who, cancellation);
        var journals = await Task.WhenAll(accounts.Select(each => StreamsOfAsync(space, each, faces, cancellation)));
        var others = await WorkedOutAsync(space, accounts, register, view, cancellation);
        EventStream[] streams = [.. journals.SelectMany(each => each), others];
        if (streams.All(stream => stream.Count == 0)
            && await people.ReadAsync(space, new AskedPerson(account, account, false), cancellation) is null) return null;
        var (events, next) = await MergedPage.ReadAsync(streams, cursor, size);
        return new PersonEventsAnswer(space.Name, register.Resolve(account), accounts, view is not null,
            await SplitAsync(space, events, cancellation), next);
    }

    private async Task<IReadOnlyList<PersonEvent>> SplitAsync(
        Space space, IReadOnlyList<PersonEvent> events, CancellationToken cancellation)
    {
        var found = await splits.ReadAsync(space.Name, events.Where(each => each.Epoch is not null)
            .Select(each => (each.Account, each.Epoch!)), space.Config.Token.Decimals, cancellation);
        return [.. events.Select(each =>
            each.Epoch is { } epoch ? each with { Split = found.GetValueOrDefault((each.Account, epoch)) } : each)];
    }

    private async Task<EventStream[]> StreamsOfAsync(Space space, string account, Faces faces, CancellationToken cancellation)
    {
        var key = JournalHash.Of(account)[..KeyLength];
        var granted = await grants.ReadHeadAsync(space.Journal, account, cancellation);
        var held = await grain.ReadHeadAsync(space.Journal, account, cancellation);
        return
        [
            new($"p{key}", granted.Seq, async (after, limit) =>
                [.. (await grants.ReadPageAsync(space.Journal, account, after, limit, cancellation)).Select(entry =>
                    JournalEvents.Of(entry with { Value = entry.Value.For(faces) }))]),
            new($"g{key}", held.Seq, async (after, limit) =>
                [.. (await grain.ReadPageAsync(space.Journal, account, after, limit, cancellation))
                    .Select(entry => JournalEvents.Of(account, entry with { Value = entry.Value.For(faces) }))]),
        ];
    }

    private async Task<EventStream> WorkedOutAsync(
        Space space, IReadOnlyList<string> accounts, CommunityRegister register, ActivityView? view, CancellationToken cancellation)
    {
        var events = WorkedOutEvents.Joins(register, accounts).ToList();
        if (view is not null)
            events.AddRange([
                .. WorkedOutEvents.Achievements(await achievements.DatedAsync(view, cancellation)), .. WorkedOutEvents.Streaks(view),
            ]);
        if (await scores.ReadAsync(space.Name, cancellation) is { } board && accounts.Any(board.ById.ContainsKey))
        {
            var runs = new Dictionary<string, EpochRun>(StringComparer.Ordinal);
            await foreach (var run in epochs.ListAsync(space.Name, cancellation)) runs.Add(run.Epoch.Id, run);
            foreach (var account in accounts)
                if (board.ById.TryGetValue(account, out var score)) events.AddRange(WorkedOutEvents.Cred(board.Scores, score, runs));
        }

        return EventStream.WorkedOut("w", events);
    }
}
