using Grain.Functions.Accounts;
using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Explanations;
using Grain.Functions.Grants;
using Grain.Functions.Hosting;
using Grain.Functions.Journals;
using Grain.Functions.Scores;
using Grain.Functions.Spaces;

namespace Grain.Functions.Leaderboards;

/// <summary>The slice's addresses: <c>GET /api/spaces/{space}/leaderboard</c> and <c>…/contributors/{id}</c>.</summary>
internal static class LeaderboardsApi
{
    private const int PageDefault = 50;
    private const int PageMax = 1000;

    /// <summary>A reader may take what is this old, and no older boards are worth asking for.</summary>
    private const int MaxAgeMax = 24 * 60 * 60;

    public static IServiceCollection AddLeaderboards(this IServiceCollection services) => services
        .AddSingleton<BoardStore>().AddSingleton<BoardCollector>().AddSingleton<Boards>().AddSingleton<ProjectLeaderboards>();

    public static void MapLeaderboards(this WebApplication app)
    {
        app.MapHttpFunction("Leaderboard").MapGet("spaces/{space}/leaderboard", ReadLeaderboardAsync);
        var contributors = app.MapHttpFunction("Contributors");
        contributors.MapGet("spaces/{space}/contributors/{id}", ReadContributorAsync);
        contributors.MapExplain();
        contributors.MapGet("spaces/{space}/contributors/{id}/proof", ContributorProof.ReadAsync);
        app.MapTimerFunction("ProjectLeaderboards", app.Services.GetRequiredService<ProjectLeaderboards>().RunAsync);
    }

    private static async Task<IResult> ReadLeaderboardAsync(
        HttpContext context, string? by, string? category, string? source, string? period, int? skip, int? limit, int? maxAge,
        SpaceDirectory spaces, Boards boards, TimeProvider time, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var query = BoardQuery.Read(space, by, category, source, period, time.GetUtcNow());
        if (skip < 0) return Problem.BadRequest("skip", "must not be negative");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");
        if (maxAge is < 0 or > MaxAgeMax) return Problem.BadRequest("maxAge", $"must lie between 0 and {MaxAgeMax} seconds");

        var board = await boards.ReadAsync(space, maxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null, cancellationToken);
        var ranked = Ranking.Rank(board, query);
        var (first, size) = (skip ?? 0, limit ?? PageDefault);
        var page = ranked.Skip(first).Take(size).Select(place => StandingOf(place, space.Config.Token.Decimals));
        return Results.Json(
            new LeaderboardAnswer(
                space.Name, query.By, query.Category, query.Source, query.Period, board.AsOf, board.Epoch, ranked.Length, [.. page],
                (long)first + size < ranked.Length ? first + size : null),
            LeaderboardJson.Default.LeaderboardAnswer);
    }

    private static Standing StandingOf(Ranked place, int decimals) => new(
        place.Rank, place.Entry.Id, place.Entry.Name ?? place.Entry.Id, place.Points, place.Entry.Cred, place.Entry.Score,
        GrainNotation.Format(place.Entry.Balance, decimals), GrainNotation.Format(place.Entry.Received, decimals));

    private static async Task<IResult> ReadContributorAsync(
        HttpContext context, SpaceDirectory spaces, GrantLedger grants, ScoreBuckets buckets, GrainLedger grain, ScoreBoard scores, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var id = context.PathValue("id");
        if (id.Length > JournalKeys.AccountLengthMax) return Problem.BadRequest("id", $"has more than {JournalKeys.AccountLengthMax} characters");
        var head = await grants.ReadHeadAsync(space.Journal, id, cancellationToken);
        var board = await scores.ReadAsync(space.Name, cancellationToken);
        var score = board?.ById.GetValueOrDefault(id);
        var legacy = await buckets.ReadAsync(space.Journal, id, cancellationToken);
        if (head.Seq == 0 && score is null && legacy.Buckets == 0) return Problem.NotFound($"The space '{space.Name}' knows nobody called '{id}'.");

        var held = (await grain.ReadHeadAsync(space.Journal, id, cancellationToken)).Totals;
        var (totals, decimals) = (head.Totals, space.Config.Token.Decimals);
        return Results.Json(
            new ContributorAnswer(
                id, totals.Name ?? score?.Name ?? id,
                new PointsAnswer(totals.Total, totals.Count, totals.Categories, totals.Sources, totals.FirstAt, totals.LastAt, head.Seq, head.Hash),
                legacy.Buckets == 0 ? null : new RecomputeAnswer(legacy.Total, legacy.Buckets),
                Tiers.Of(space.Config.Tiers, space.Config.VisibleModel == LeaderboardModel.Recompute ? legacy.Total : totals.Total),
                score is null ? null : CredOf(board!.Value.Scores, score),
                new GrainAnswer(
                    GrainNotation.Format(held.Balance, decimals), GrainNotation.Format(held.Received, decimals),
                    held.Balance.ToString(), held.Received.ToString())),
            LeaderboardJson.Default.ContributorAnswer);
    }

    private static CredAnswer CredOf(CredScores scores, ParticipantScore score) => new(
        scores.Epoch, score.Cred, score.Score, score.Breakdown,
        [.. scores.Epochs.Zip(score.History.Expand(0, scores.Epochs.Count), (epoch, cred) => new EpochCred(epoch, cred))], score.LastActive);
}
