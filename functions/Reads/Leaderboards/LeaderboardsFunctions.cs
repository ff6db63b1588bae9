using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>The slice's addresses: <c>GET /api/spaces/{space}/leaderboard</c> and <c>…/contributors/{id}</c>.</summary>
internal sealed class LeaderboardsFunctions(
    LeaderboardReader leaderboards, ContributorReader contributors, FaceReader people, TimeProvider time)
{
    internal const int PageDefault = 50;
    internal const int PageMax = 1000;

    /// <summary>A reader may take what is this old, and no older boards are worth asking for.</summary>
    internal const int AgeLimit = 24 * 60 * 60;

    private static ApiOperation ReadLeaderboard => new ApiOperation("Leaderboards", "Who has most")
        .Published(Role.Reader)
        .Query("by", "Sorted by what; the totals that people of the space see if absent.", BoardQuery.Ledger, BoardQuery.Recompute,
            BoardQuery.Cred, BoardQuery.Grain)
        .Query("category", "Only grants of this category (by=ledger).")
        .Query("source", "Only grants of this source (by=ledger).")
        .Query("period", "Only grants of this time (by=ledger): `epoch`, an epoch's id, or days such as `7d`.")
        .Query("epoch", "As of which epoch cred is told (by=cred): `open` for the one that is not closed yet, or a closed epoch's id; the "
            + "last closed one if absent.")
        .Query<int>("skip", "How many places to pass over.", 0)
        .Limit(PageDefault, PageMax)
        .Query<int>("maxAge", "How many seconds old the board may be.", 0, AgeLimit)
        .Answers(200, "A page of the leaderboard.", LeaderboardJson.Default.LeaderboardAnswer.InGrain());

    [Function("LeaderboardRead"), Operation("getLeaderboard", nameof(ReadLeaderboard))]
    public async Task<IResult> ReadLeaderboardAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/leaderboard")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (by, category, source, period, epoch, skip, size, maxAge) = QueryReader.Of(request, query => (
            query.Text("by"), query.Text("category"), query.Text("source"), query.Text("period"), query.Text("epoch"),
            query.Skip(), query.Size(PageDefault, PageMax),
            query.Checked(query.Int32("maxAge"), "maxAge", age => age is null or (>= 0 and <= AgeLimit),
                $"must lie between 0 and {AgeLimit} seconds")));
        var board = BoardQuery.Read(space, by, category, source, period, epoch, time.GetUtcNow());
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        return Results.Json(await leaderboards.ReadAsync(space, board, maxAge, skip, size, faces, cancellation, epoch),
            LeaderboardJson.Default.LeaderboardAnswer.InGrain(space.Config.Token.Decimals));
    }

    private static ApiOperation ReadContributor =>
        new ApiOperation("Leaderboards", "Everything about a contributor, under all their ids together")
        .Published(Role.Reader)
        .Key("id", "Any id of theirs.")
        .Answers(200, "The contributor.", LeaderboardJson.Default.ContributorAnswer.InGrain());

    /// <summary>
    /// Everything about a person, by any of their ids: sums over all accounts that belong to them now. The chain is that of the id that was
    /// named.
    /// </summary>
    [Function("ContributorsRead"), Operation("getContributor", nameof(ReadContributor))]
    public async Task<IResult> ReadContributorAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/contributors/{*id:regex(^(?!(.*/)?(explain|proof|events)/?$).+$)}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        var id = request.IdOf("id");
        if (id.Length > JournalKeys.AccountLengthMax)
            return Problem.BadRequest("id", $"has more than {JournalKeys.AccountLengthMax} characters");
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var asked = await people.FindAsync(space, faces, id, cancellation);
        return await contributors.ReadAsync(space, asked, cancellation) is { } answer
            ? Results.Json(answer, LeaderboardJson.Default.ContributorAnswer.InGrain(space.Config.Token.Decimals))
            : Problem.NotFound($"The space '{space.Name}' knows nobody called '{id}'.");
    }

    [Function("ContributorsReadById"), Operation("getContributorById", nameof(ReadContributor))]
    public Task<IResult> ReadContributorByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/contributors")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadContributorAsync(request, space, cancellation);
}
