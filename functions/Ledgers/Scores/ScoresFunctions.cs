using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>The slice's addresses: <c>POST /api/spaces/{space}/scores/{contributor}/contribute</c> and <c>GET …/drift</c>.</summary>
internal sealed class ScoresFunctions(SpaceDirectory spaces, ScoreBuckets buckets, GrantLedger ledger, AccountSpelling spelling,
    TimeProvider time)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    /// <summary>
    /// Overwrites a bucket. A feed post or an award is a grant as well, with the points, time and words of its first write:
    /// they are kept in the bucket, so that a repeat after a crash grants the very same.
    /// </summary>
    [Function("ScoresContribute")]
    public async Task<IResult> ContributeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post",
            Route = "api/spaces/{space}/scores/{contributor}/contribute")] HttpRequest request, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var place = request.PlaceOfId("contributor");
        var contributor = await spelling.OfNewAsync(space.Journal, place, request.IdOf("contributor"), cancellation);
        var now = time.GetUtcNow();
        var faults = new FaultList();
        if (contributor.Length is 0 or > JournalKeys.AccountLengthMax)
            faults.Add(new Fault(place, $"must have 1 to {JournalKeys.AccountLengthMax} characters"));
        var contribution = (await JsonBody.ReadAsync(request, body => BucketWrite.Read(contributor, body, now), cancellation, faults))!;
        var change = await WriteAsync(space, contribution, cancellation);
        var granted = change.Grant is { } grant
            ? GrantAnswer.Of(grant, (await ledger.AppendAsync(space.Journal, [grant], cancellation))[0], space.Config.Tiers)
            : null;
        return Results.Json(ContributeAnswer.Of(contribution, change, space.Config.Tiers, granted), ScoresJson.Default.ContributeAnswer);
    }

    private async Task<BucketChange> WriteAsync(Space space, BucketWrite contribution, CancellationToken cancellation)
    {
        try
        {
            return await buckets.WriteAsync(space.Journal, contribution, cancellation);
        }
        catch (OverflowException)
        {
            throw new ProblemException(Problem.BadRequest("$.points", "the total would leave its range"));
        }
    }

    [Function("ScoresContributeById")]
    public Task<IResult> ContributeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/scores/contribute")] HttpRequest request,
        CancellationToken cancellation) =>
        ContributeAsync(request, cancellation);

    [Function("DriftRead")]
    public async Task<IResult> ReadDriftAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/drift")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (skip, limit) = (query.Int32("skip"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellation);
        if (skip < 0) return Problem.BadRequest("skip", "must not be negative");
        if (limit is < 0 or > PageMax) return Problem.BadRequest("limit", $"must lie between 0 and {PageMax}");
        var answer = await new Drift(ledger, buckets, space, skip ?? 0, limit ?? PageDefault).ReadAsync(cancellation);
        return Results.Json(answer, ScoresJson.Default.DriftAnswer);
    }
}
