namespace Grain.Functions.Reads.Leaderboards;

/// <summary>The slice's addresses: <c>GET /api/spaces/{space}/leaderboard</c> and <c>…/contributors/{id}</c>.</summary>
internal sealed class LeaderboardsFunctions(SpaceDirectory spaces, LeaderboardReader leaderboards, ContributorReader contributors,
    TimeProvider time)
{
    internal const int PageDefault = 50;
    internal const int PageMax = 1000;

    /// <summary>A reader may take what is this old, and no older boards are worth asking for.</summary>
    internal const int AgeLimit = 24 * 60 * 60;

    [Function("LeaderboardRead")]
    public async Task<IResult> ReadLeaderboardAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/leaderboard")] HttpRequest request,
        CancellationToken cancellation)
    {
        var values = new QueryReader(request);
        var (by, category, source, period) = (values.Text("by"), values.Text("category"), values.Text("source"), values.Text("period"));
        var (skip, limit, maxAge) = (values.Int32("skip"), values.Int32("limit"), values.Int32("maxAge"));
        values.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellation);
        var query = BoardQuery.Read(space, by, category, source, period, time.GetUtcNow());
        if (skip < 0) return Problem.BadRequest("skip", "must not be negative");
        var size = QueryReader.Size(limit, PageDefault, PageMax);
        if (maxAge is < 0 or > AgeLimit) return Problem.BadRequest("maxAge", $"must lie between 0 and {AgeLimit} seconds");
        return Results.Json(await leaderboards.ReadAsync(space, query, maxAge, skip ?? 0, size, cancellation),
            LeaderboardJson.Default.LeaderboardAnswer);
    }

    /// <summary>
    /// Everything about a person, by any of their ids: sums over all accounts that belong to them now. The chain is that of the id that was
    /// named.
    /// </summary>
    [Function("ContributorsRead")]
    public async Task<IResult> ReadContributorAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get",
            Route = "api/spaces/{space}/contributors/{id:regex(^(?!(explain|proof)$))}")] HttpRequest request,
            CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var id = request.IdOf("id");
        if (id.Length > JournalKeys.AccountLengthMax)
            return Problem.BadRequest("id", $"has more than {JournalKeys.AccountLengthMax} characters");
        return await contributors.ReadAsync(space, id, cancellation) is { } answer
            ? Results.Json(answer, LeaderboardJson.Default.ContributorAnswer)
            : Problem.NotFound($"The space '{space.Name}' knows nobody called '{id}'.");
    }

    [Function("ContributorsReadById")]
    public Task<IResult> ReadContributorByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/contributors")] HttpRequest request,
        CancellationToken cancellation) =>
        ReadContributorAsync(request, cancellation);
}
