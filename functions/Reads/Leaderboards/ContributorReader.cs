using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Scores;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>Gathers what all books know of a person.</summary>
internal sealed class ContributorReader(AccountSpelling spelling, GrantLedger grants, ScoreBuckets buckets, GrainLedger grain,
    ScoreBoard scores)
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
    };

    private async Task<ContributorAnswer?> ReadAsync(Space space, string id, CancellationToken cancellation)
    {
        if (id == Faces.Nobody) return null;
        (id, var accounts, var register) = await spelling.PersonAsync(space.Journal, id, cancellation);
        var heads = await Task.WhenAll(accounts.Select(account => grants.ReadHeadAsync(space.Journal, account, cancellation)));
        var legacy = await Task.WhenAll(accounts.Select(account => buckets.ReadAsync(space.Journal, account, cancellation)));
        var held = await Task.WhenAll(accounts.Select(account => grain.ReadHeadAsync(space.Journal, account, cancellation)));
        var board = await scores.ReadAsync(space.Name, cancellation);
        // Who got an identity since the last epoch closed was ranked under another id then, or under several.
        var ranked = register.AccountsOf(id).Select(each => board?.ById.GetValueOrDefault(each)).OfType<ParticipantScore>().ToArray();
        var score = ranked.Length == 0 ? null : ranked.Aggregate(JoinedScores.Plus);
        var identity = register.Find(id);
        if (identity is null && score is null && heads[0].Seq == 0 && legacy[0].Buckets == 0) return null;

        var (points, recompute) = (PointsAnswer.Of(heads), RecomputeAnswer.Of(legacy));
        return new ContributorAnswer(
            id, register.Resolve(id), accounts, Addresses.NameOr(identity?.Name
                ?? heads.Select(head => head.Totals.Name).FirstOrDefault(name => name is not null) ?? score?.Name, id),
            points, recompute,
            Tiers.Of(space.Config.Tiers,
                space.Config.VisibleModel == LeaderboardModel.Recompute ? recompute?.Total ?? Points.Zero : points.Total),
            score is null ? null : CredOf(board!.Value.Scores, score), GrainAnswer.Of(held));
    }

    private static CredAnswer CredOf(CredScores scores, ParticipantScore score) => new(
        scores.Epoch, score.Cred, score.Score, score.Breakdown,
        [.. scores.Epochs.Zip(score.History.Expand(0, scores.Epochs.Count), (epoch, cred) => new EpochCred(epoch, cred))],
        score.LastActive);
}
