using Grain.Functions.Grants;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Spaces;
using Grain.Functions.Verification;

namespace Grain.Functions.Scores;

/// <summary>The slice's addresses: <c>POST /api/spaces/{space}/scores/{contributor}/contribute</c> and <c>GET …/drift</c>.</summary>
internal static class ScoresApi
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    public static IServiceCollection AddScores(this IServiceCollection services) => services
        .AddSingleton<ScoreBuckets>()
        .AddLedgerCheck<ScoreBuckets>("buckets", async (buckets, space, cancellationToken) =>
        {
            var (contributors, fault) = await buckets.AuditAsync(space.Journal, cancellationToken);
            return new LedgerCheckResult($"{contributors} recomputed totals", fault);
        });

    public static void MapScores(this WebApplication app)
    {
        app.MapHttpFunction("Scores").MapPost("spaces/{space}/scores/{contributor}/contribute", ContributeAsync).Describe("ScoresContribute");
        app.MapHttpFunction("Drift").MapGet("spaces/{space}/drift", ReadDriftAsync).Describe("DriftRead");
    }

    /// <summary>
    /// Overwrites a bucket. A feed post or an award is a grant as well, with the points, time and words of its first write:
    /// they are kept in the bucket, so that a repeat after a crash grants the very same.
    /// </summary>
    private static async Task<IResult> ContributeAsync(
        HttpContext context, SpaceDirectory spaces, ScoreBuckets buckets, GrantLedger ledger, TimeProvider time, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        using var body = await JsonBody.ReadDocumentAsync(context.Request, cancellationToken);
        var contribution = ContributionReader.Read(context.PathValue("contributor"), body.RootElement, time.GetUtcNow());
        BucketChange change;
        try
        {
            change = await buckets.WriteAsync(space.Journal, contribution, cancellationToken);
        }
        catch (OverflowException)
        {
            return Problem.BadRequest("$.points", "the total would leave its range");
        }

        var tiers = space.Config.Tiers;
        var granted = change.Grant is { } grant
            ? GrantAnswer.Of(grant, (await ledger.AppendAsync(space.Journal, [grant], cancellationToken))[0], tiers)
            : null;
        return Results.Json(
            new ContributeAnswer(
                contribution.Contributor, contribution.Key, contribution.Points, change.Previous, change.Before, change.After,
                TierChange.Between(change.Before, change.After, tiers), granted),
            ScoresJson.Default.ContributeAnswer);
    }

    private static async Task<IResult> ReadDriftAsync(
        HttpContext context, int? skip, int? limit, SpaceDirectory spaces, GrantLedger ledger, ScoreBuckets buckets, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        if (skip < 0) return Problem.BadRequest("skip", "must not be negative");
        if (limit is < 0 or > PageMax) return Problem.BadRequest("limit", $"must lie between 0 and {PageMax}");
        var answer = await new Drift(ledger, buckets, space, skip ?? 0, limit ?? PageDefault).ReadAsync(cancellationToken);
        return Results.Json(answer, ScoresJson.Default.DriftAnswer);
    }
}
