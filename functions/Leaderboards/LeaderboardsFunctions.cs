using Grain.Functions.Accounts;
using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Grants;
using Grain.Functions.Hosting;
using Grain.Functions.Identities;
using Grain.Functions.Journals;
using Grain.Functions.Scores;
using Grain.Functions.Spaces;

namespace Grain.Functions.Leaderboards;

/// <summary>The slice's addresses: <c>GET /api/spaces/{space}/leaderboard</c> and <c>…/contributors/{id}</c>.</summary>
internal sealed class LeaderboardsFunctions(SpaceDirectory spaces, Boards boards, RegisterStore registers, TimeProvider time, GrantLedger grants, ScoreBuckets buckets, GrainLedger grain, ScoreBoard scores)
{
    internal const int PageDefault = 50;
    internal const int PageMax = 1000;

    /// <summary>A reader may take what is this old, and no older boards are worth asking for.</summary>
    internal const int MaxAgeMax = 24 * 60 * 60;

    [Function("LeaderboardRead")]
    public async Task<IResult> ReadLeaderboardAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/leaderboard")] HttpRequest request, CancellationToken cancellationToken)
    {
        var values = new QueryReader(request);
        var (by, category, source, period) = (values.Text("by"), values.Text("category"), values.Text("source"), values.Text("period"));
        var (skip, limit, maxAge) = (values.Int32("skip"), values.Int32("limit"), values.Int32("maxAge"));
        values.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var query = BoardQuery.Read(space, by, category, source, period, time.GetUtcNow());
        if (skip < 0) return Problem.BadRequest("skip", "must not be negative");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        if (maxAge is < 0 or > MaxAgeMax) return Problem.BadRequest("maxAge", $"must lie between 0 and {MaxAgeMax} seconds");

        var board = await boards.ReadAsync(space, maxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null, cancellationToken);
        var register = await registers.ReadAsync(space.Journal, cancellationToken);
        var ranked = Ranking.Rank(PeopleBoard.Of(board, register), query);
        var (first, size) = (skip ?? 0, limit ?? PageDefault);
        var page = ranked.Skip(first).Take(size).Select(place => StandingOf(place, register, space.Config.Token.Decimals));
        return Results.Json(
            new LeaderboardAnswer(
                space.Name, query.By, query.Category, query.Source, query.Period, board.AsOf, board.Epoch, ranked.Length, [.. page],
                (long)first + size < ranked.Length ? first + size : null),
            LeaderboardJson.Default.LeaderboardAnswer);
    }

    private static Standing StandingOf(Ranked place, CommunityRegister register, int decimals) => new(
        place.Rank, place.Entry.Id, register.Find(place.Entry.Id)?.Name ?? place.Entry.Name ?? place.Entry.Id, place.Points, place.Entry.Cred, place.Entry.Score,
        GrainNotation.Format(place.Entry.Balance, decimals), GrainNotation.Format(place.Entry.Received, decimals));

    /// <summary>Everything about a person, by any of their ids: sums over all accounts that belong to them now. The chain is that of the id that was named.</summary>
    [Function("ContributorsRead")]
    public async Task<IResult> ReadContributorAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/contributors/{id:regex(^(?!(explain|proof)$))}")] HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var id = request.IdOf("id");
        if (id.Length > JournalKeys.AccountLengthMax) return Problem.BadRequest("id", $"has more than {JournalKeys.AccountLengthMax} characters");
        var register = await registers.ReadAsync(space.Journal, cancellationToken);
        string[] accounts = [id, .. register.AccountsOf(id).Where(account => account != id)];
        var heads = await Task.WhenAll(accounts.Select(account => grants.ReadHeadAsync(space.Journal, account, cancellationToken)));
        var legacy = await Task.WhenAll(accounts.Select(account => buckets.ReadAsync(space.Journal, account, cancellationToken)));
        var held = await Task.WhenAll(accounts.Select(account => grain.ReadHeadAsync(space.Journal, account, cancellationToken)));
        var board = await scores.ReadAsync(space.Name, cancellationToken);
        // Who got an identity since the last epoch closed was ranked under another id then.
        var score = accounts.Prepend(register.Resolve(id)).Select(each => board?.ById.GetValueOrDefault(each)).FirstOrDefault(each => each is not null);
        var identity = register.Find(id);
        if (identity is null && score is null && heads[0].Seq == 0 && legacy[0].Buckets == 0) return Problem.NotFound($"The space '{space.Name}' knows nobody called '{id}'.");

        var (points, recompute) = (PointsAnswer.Of(heads), RecomputeAnswer.Of(legacy));
        return Results.Json(
            new ContributorAnswer(
                id, register.Resolve(id), accounts, identity?.Name ?? heads.Select(head => head.Totals.Name).FirstOrDefault(name => name is not null) ?? score?.Name ?? id,
                points, recompute,
                Tiers.Of(space.Config.Tiers, space.Config.VisibleModel == LeaderboardModel.Recompute ? recompute?.Total ?? Points.Zero : points.Total),
                score is null ? null : CredOf(board!.Value.Scores, score), GrainAnswer.Of(held, space.Config.Token.Decimals)),
            LeaderboardJson.Default.ContributorAnswer);
    }

    [Function("ContributorsReadById")]
    public Task<IResult> ReadContributorByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/contributors")] HttpRequest request, CancellationToken cancellationToken) =>
        ReadContributorAsync(request, cancellationToken);

    private static CredAnswer CredOf(CredScores scores, ParticipantScore score) => new(
        scores.Epoch, score.Cred, score.Score, score.Breakdown,
        [.. scores.Epochs.Zip(score.History.Expand(0, scores.Epochs.Count), (epoch, cred) => new EpochCred(epoch, cred))], score.LastActive);
}
