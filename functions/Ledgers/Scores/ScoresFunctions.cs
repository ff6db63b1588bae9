using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Api;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>The slice's addresses: <c>POST /api/spaces/{space}/scores/{contributor}/contribute</c> and <c>GET …/drift</c>.</summary>
internal sealed class ScoresFunctions(ScoreBuckets buckets, GrantLedger ledger, AccountSpelling spelling, ScoreSealing sealing,
    FaceReader people, TimeProvider time)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    private static ApiOperation Contribute => new ApiOperation("Scores", "Overwrites a bucket of a contributor's legacy score")
        .For(Role.Writer)
        .Key("contributor", "The contributor id.")
        .Takes(Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "key": { "type": "string" },
                "points": { "type": "number" },
                "category": { "type": "string" },
                "source": { "type": "string" },
                "grantedAt": { "type": "string", "format": "date-time" }
              },
              "required": ["key", "points"],
              "additionalProperties": false
            }
            """))
        .Answers(200, "The totals before and after.", ScoresJson.Default.ContributeAnswer);

    /// <summary>
    /// Overwrites a bucket. A feed post or an award is a grant as well, with the points, time and words of its first write:
    /// they are kept in the bucket, so that a repeat after a crash grants the very same.
    /// </summary>
    [Function("ScoresContribute"), Operation("contribute", nameof(Contribute))]
    public async Task<IResult> ContributeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/scores/{*contributor:regex(^(?<contributor>.+)/contribute/?$)}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        var (place, contributor) = (request.PlaceOfId("contributor"), request.IdOf("contributor"));
        if (!space.IsSealed) contributor = await spelling.OfNewAsync(space.Journal, place, contributor, cancellation);
        var now = time.GetUtcNow();
        var faults = new FaultList();
        if (contributor.Length is 0 or > JournalKeys.AccountLengthMax)
            faults.Add(new Fault(place, $"must have 1 to {JournalKeys.AccountLengthMax} characters"));
        var contribution = (await JsonBody.ReadAsync(request, body => BucketWrite.Read(contributor, body, now), cancellation, faults))!;
        if (space.IsSealed) // where somebody new is made of it, nothing may be wrong with it
            contribution = contribution with { Contributor = await spelling.OfNewAsync(space.Journal, place, contributor, cancellation) };
        var kept = await sealing.SealAsync(space.Journal, contribution, cancellation);
        var change = await WriteAsync(space, kept, cancellation);
        var granted = change.Grant is { } grant
            ? GrantAnswer.Of(grant with { GrantId = grant.ShownId },
                (await ledger.AppendAsync(space.Journal, [grant], cancellation))[0], space.Config.Tiers)
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

    [Function("ScoresContributeById"), Operation("contributeById", nameof(Contribute))]
    public Task<IResult> ContributeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/scores/contribute")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ContributeAsync(request, space, cancellation);

    private static ApiOperation ReadDrift => new ApiOperation("Scores", "Where ledger and recomputed scores differ")
        .For(Role.Reader)
        .Query<int>("skip", "How many differences to pass over.", 0)
        .Limit(PageDefault, PageMax, least: 0)
        .Answers(200, "Counts, and a page of differences.", ScoresJson.Default.DriftAnswer);

    [Function("DriftRead"), Operation("getDrift", nameof(ReadDrift))]
    public async Task<IResult> ReadDriftAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/drift")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (skip, limit) = QueryReader.Of(request, query => (query.Skip(), query.Size(PageDefault, PageMax, least: 0)));
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var answer = await new Drift(ledger, buckets, space, faces, skip, limit).ReadAsync(cancellation);
        return Results.Json(answer, ScoresJson.Default.DriftAnswer);
    }
}
