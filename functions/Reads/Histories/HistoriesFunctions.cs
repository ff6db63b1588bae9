using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Histories;

/// <summary>
/// The slice's address: <c>GET …/contributors/{id}/events</c>, and <c>…/contributors/events?id=</c>.
/// </summary>
internal sealed class HistoriesFunctions(PersonHistory history, ActivityViews views, FaceReader people)
{
    internal const int PageDefault = 50;
    internal const int PageMax = 200;

    private static ApiOperation Read =>
        new ApiOperation("Leaderboards", "Everything that happened to a contributor, newest first, under all their ids")
        .Published(Role.Reader)
        .Says("Grants and what took them back, grain that came and went, cred of each epoch, achievements, streaks of 7, 30, 100 days and "
            + "of whole years, and ids that came to mean them. `at` is when it became so in Grain, `happenedAt` when it happened where it "
            + "came from.")
        .Key("id", "Any id of theirs.")
        .PageByText(PageDefault, PageMax)
        .Header(ActivityViews.KeyHeader, "The person's key, which opens what they have made private.")
        .Answers(200, "A page of events.", HistoryJson.Default.PersonEventsAnswer.InGrain());

    [Function("ContributorEventsRead"), Operation("listContributorEvents", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/contributors/{*id:regex(^(?<id>.+)/events/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (after, size) = QueryReader.Of(request, query => (query.Text("after"), query.Size(PageDefault, PageMax)));
        var id = ActivityViews.CheckedCaller(request.IdOf("id"), request.PlaceOfId("id"));
        var cursor = after is null ? null : EventCursor.Read(after)
            ?? throw new ProblemException(Problem.BadRequest("after", EventCursor.Rule));
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var asked = await people.FindAsync(space, faces, id, cancellation);
        string? key = request.Headers[ActivityViews.KeyHeader];
        if (asked.IsNobody && key is not null
            && await views.FindShownAsync(space, id, key, request.Caller(), cancellation) is { IsOfNobody: false } own)
            (asked, faces) = (new(own.Accounts[0], own.Accounts[0], false), faces.For(own.Accounts[0]));
        // What happened when leads to whoever did it in public.
        return !asked.IsNobody && !asked.IsPseudonymous
            && await history.ReadAsync(space, asked.Account, key, faces, request.Caller(), cursor, size, cancellation) is { } answer
            ? Results.Json(answer, HistoryJson.Default.PersonEventsAnswer.InGrain(space.Config.Token.Decimals))
            : Problem.NotFound($"The space '{space.Name}' knows nobody called '{id}'.");
    }

    [Function("ContributorEventsReadById"), Operation("listContributorEventsById", nameof(Read))]
    public Task<IResult> ReadByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/contributors/events")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadAsync(request, space, cancellation);
}
