using Grain.Functions.Accounts;
using Grain.Functions.Distributions;
using Grain.Functions.Epochs;
using Grain.Functions.Explanations;
using Grain.Functions.Grants;
using Grain.Functions.Hosting;
using Grain.Functions.Journals;
using Grain.Functions.Spaces;

namespace Grain.Functions.Leaderboards;

/// <summary>The slice's addresses: <c>GET /api/spaces/{space}/leaderboard</c> and <c>…/contributors/{id}</c>.</summary>
internal static class LeaderboardsApi
{
    private const int PageDefault = 50;
    private const int PageMax = 1000;

    public static void MapLeaderboards(this WebApplication app)
    {
        app.MapHttpFunction("Leaderboard").MapGet("spaces/{space}/leaderboard", ReadLeaderboardAsync);
        var contributors = app.MapHttpFunction("Contributors");
        contributors.MapGet("spaces/{space}/contributors/{id}", ReadContributorAsync);
        contributors.MapExplain();
    }

    private static async Task<IResult> ReadLeaderboardAsync(
        HttpContext context, string? by, int? skip, int? limit, SpaceDirectory spaces, GrantLedger grants, GrainLedger grain, ScoreBoard scores,
        CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var order = by ?? "ledger";
        if (order is not ("ledger" or "cred" or "grain")) return Problem.BadRequest("by", "must be ledger, cred or grain");
        if (skip < 0) return Problem.BadRequest("skip", "must not be negative");
        if (limit is < 1 or > PageMax) return Problem.BadRequest("limit", $"must lie between 1 and {PageMax}");

        var board = await scores.ReadAsync(space.Name, cancellationToken);
        var contributors = await ReadAllAsync(space, grants, grain, board?.ById, cancellationToken);
        var ranked = Leaderboard.Rank(contributors, order, space.Config.Token.Decimals, skip ?? 0, limit ?? PageDefault);
        return Results.Json(
            new LeaderboardAnswer(space.Name, order, board?.Scores.Epoch, contributors.Count, ranked), LeaderboardJson.Default.LeaderboardAnswer);
    }

    private static async Task<List<Contributor>> ReadAllAsync(
        Space space, GrantLedger grants, GrainLedger grain, IReadOnlyDictionary<string, ParticipantScore>? scores, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, GrainTotals>(StringComparer.Ordinal);
        await foreach (var head in grain.ReadHeadsAsync(space.Journal, cancellationToken)) held[head.Account] = head.Totals;

        var contributors = new List<Contributor>();
        await foreach (var head in grants.ReadHeadsAsync(space.Journal, cancellationToken))
            contributors.Add(new Contributor(head.Account, head.Totals, scores?.GetValueOrDefault(head.Account), held.GetValueOrDefault(head.Account)));
        return contributors;
    }

    private static async Task<IResult> ReadContributorAsync(
        HttpContext context, SpaceDirectory spaces, GrantLedger grants, GrainLedger grain, ScoreBoard scores, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var id = context.PathValue("id");
        if (id.Length > JournalKeys.AccountLengthMax) return Problem.BadRequest("id", $"has more than {JournalKeys.AccountLengthMax} characters");
        var head = await grants.ReadHeadAsync(space.Journal, id, cancellationToken);
        var board = await scores.ReadAsync(space.Name, cancellationToken);
        var score = board?.ById.GetValueOrDefault(id);
        if (head.Seq == 0 && score is null) return Problem.NotFound($"The space '{space.Name}' knows nobody called '{id}'.");

        var held = (await grain.ReadHeadAsync(space.Journal, id, cancellationToken)).Totals;
        var (totals, decimals) = (head.Totals, space.Config.Token.Decimals);
        return Results.Json(
            new ContributorAnswer(
                id, totals.Name ?? score?.Name ?? id,
                new PointsAnswer(totals.Total, totals.Count, totals.Categories, totals.Sources, totals.FirstAt, totals.LastAt, head.Seq, head.Hash),
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
