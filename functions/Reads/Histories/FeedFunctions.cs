using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Leaderboards;

namespace Grain.Functions.Reads.Histories;

/// <summary>The address <c>GET /api/spaces/{space}/feed</c>: what happened lately.</summary>
internal sealed class FeedFunctions(SpaceFeed feed, FaceReader people)
{
    private const int PageDefault = 20;
    private const int PageMax = 100;

    private static ApiOperation Read => new ApiOperation("Leaderboards", "What was granted lately in a space, newest first")
        .Published(Role.Reader)
        .Says($"In the order in which it was done; of the newest {LatestGrants.KeptMax} grants of the space, what came in late among them. "
            + "What was taken back is told as well. Who is private or under a pseudonym is not in it.")
        .PageByText(PageDefault, PageMax)
        .Answers(200, "A page of grants.", HistoryJson.Default.FeedAnswer);

    [Function("FeedRead"), Operation("getFeed", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/feed")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (after, size) = QueryReader.Of(request, query => (query.Text("after"), query.Size(PageDefault, PageMax)));
        var cursor = after is null ? null : FeedCursor.Read(after)
            ?? throw new ProblemException(Problem.BadRequest("after", EventCursor.Rule));
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        return Results.Json(await feed.ReadAsync(space, faces, cursor, size, cancellation), HistoryJson.Default.FeedAnswer);
    }
}
