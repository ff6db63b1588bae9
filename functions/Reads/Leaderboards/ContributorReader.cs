using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Scores;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>Gathers what all books know of a person.</summary>
internal sealed class ContributorReader(AccountSpelling spelling, GrantLedger grants, ScoreBuckets buckets, GrainLedger grain,
    ScoreBoard scores, OpenBoard opens)
{
    /// <summary>Everything about a person; their numbers alone under a pseudonym; <see langword="null"/> if no book knows them.</summary>
    public async Task<ContributorAnswer?> ReadAsync(Space space, AskedPerson person, CancellationToken cancellation) =>
        await ReadAsync(space, person.Account, cancellation) is { } answer
            ? person.IsPseudonymous ? NumbersOf(answer, person.Shown) : answer : null;

    private static ContributorAnswer NumbersOf(ContributorAnswer answer, string pseudonym) => answer with
    {
        Id = pseudonym,
        Identity = pseudonym,
        Accounts = [pseudonym],
        Name = pseudonym,
        Points = answer.Points.Numbers(),
        Cred = answer.Cred is { } cred ? cred with { LastActive = null } : null,
        Open = answer.Open is { } open ? open with { Cred = open.Cred with { LastActive = null } } : null,
    };

    private async Task<ContributorAnswer?> ReadAsync(Space space, string id, CancellationToken cancellation)
    {
        if (id == Faces.Nobody) return null;
        (id, var accounts, var register) = await spelling.PersonAsync(space.Journal, id, cancellation);
        var heads = await Task.WhenAll(accounts.Select(account => grants.ReadHeadAsync(space.Journal, account, cancellation)));
        var legacy = await Task.WhenAll(accounts.Select(account => buckets.ReadAsync(space.Journal, account, cancellation)));
        var held = await Task.WhenAll(accounts.Select(account => grain.ReadHeadAsync(space.Journal, account, cancellation)));
        var board = await scores.ReadAsync(space.Name, cancellation);
        var open = await opens.ReadAsync(space, cancellation);
        var score = Find(board?.ById, register.AccountsOf(id));
        var openScore = Find(open?.ById, register.AccountsOf(id));
        var identity = register.Find(id);
        // Whoever stands on a board is known: also by what they hold, by another id of theirs, or by what the open epoch would pay.
        if (identity is null && score is null && openScore is null && heads.All(head => head.Seq == 0)
            && legacy.All(each => each.Buckets == 0) && held.All(head => head.Seq == 0)
            && !accounts.Any(account => open?.Payments.ContainsKey(account) == true)) return null;

        var (points, recompute) = (PointsAnswer.Of(heads), RecomputeAnswer.Of(legacy));
        return new ContributorAnswer(
            id, register.Resolve(id), accounts, Addresses.NameOr(identity?.Name
                ?? heads.Select(head => head.Totals.Name).FirstOrDefault(name => name is not null) ?? score?.Name, id),
            points, recompute,
            Tiers.Of(space.Config.Tiers,
                space.Config.VisibleModel == LeaderboardModel.Recompute ? recompute?.Total ?? Points.Zero : points.Total),
            score is null ? null : CredOf(board!.Value.Scores, score), GrainAnswer.Of(held, grain.Now))
        {
            Open = openScore is null ? null : new OpenCredAnswer(open!.Provisional, CredOf(open.Scores, openScore),
                GrainAmount.Sum(register.AccountsOf(id).Select(account => open.Payments.GetValueOrDefault(account)))),
        };
    }

    /// <summary>Who got an identity since the ranking was ranked under another id then, or under several.</summary>
    private static ParticipantScore? Find(IReadOnlyDictionary<string, ParticipantScore>? ranked, IEnumerable<string> accounts)
    {
        var found = accounts.Select(each => ranked?.GetValueOrDefault(each)).OfType<ParticipantScore>().ToArray();
        return found.Length == 0 ? null : found.Aggregate(JoinedScores.Plus);
    }

    private static CredAnswer CredOf(CredScores scores, ParticipantScore score) => new(
        scores.Epoch, score.Cred, score.Score, score.Breakdown,
        [.. EpochScores.ByEpoch(scores, score).Select(each => new EpochCred(each.Epoch, each.Cred, each.Score))],
        score.LastActive);
}
