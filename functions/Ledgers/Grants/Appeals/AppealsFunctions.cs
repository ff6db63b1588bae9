using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Grants.Guards;

namespace Grain.Functions.Ledgers.Grants.Appeals;

/// <summary>What stewards do about appeals: <c>GET …/appeals</c> and <c>POST …/appeals/{id}/decide</c>.</summary>
internal sealed class AppealsFunctions(AppealBook book, GrantGuard guard, HeldGrants held, TimeProvider time)
{
    private static ApiOperation List => new ApiOperation("Appeals", "The appeals of people who were held or capped, oldest first")
        .For(Role.Steward)
        .Query("all", "`true` for those that are decided, too.", "true", "false")
        .Answers(200, "At most a thousand of them.", AppealJson.Default.AppealsAnswer);

    [Function("AppealsList"), Operation("listAppeals", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/appeals")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var all = QueryReader.Of(request, query => query.Checked(query.Text("all"), "all", text => text is null or "true" or "false",
            "must be true or false")) == "true";
        return Results.Json(new AppealsAnswer(await book.OfSpaceAsync(space.Name, all, cancellation)), AppealJson.Default.AppealsAnswer);
    }

    private static ApiOperation Decide => new ApiOperation("Appeals", "Decides an appeal; if it is accepted, what was held is counted")
        .For(Role.Steward)
        .Path("id", "The appeal's id.")
        .Takes(Shape.Json(
            """
            {
              "type": "object",
              "properties": { "accept": { "type": "boolean" }, "reason": { "type": "string" } },
              "required": ["accept", "reason"], "additionalProperties": false
            }
            """))
        .Answers(200, "The appeal, decided now or before in the same way.", AppealJson.Default.Appeal)
        .Refuses(409, "It was decided otherwise, or the person's state does not allow it.");

    /// <summary>What was held is counted before the decision is written: cut off, the same again goes on.</summary>
    [Function("AppealsDecide"), Operation("decideAppeal", nameof(Decide))]
    public async Task<IResult> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/appeals/{id}/decide")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (accept, reason) = await JsonBody.ReadAsync(request, body =>
        {
            if (!body.IsObject("accept", "reason")) return default;
            body.Present("accept");
            return (body.OptionalFlag("accept") ?? false, body.Text("reason", AppealBook.ReasonMax));
        }, cancellation);
        var id = request.PathValue("id");
        var appeal = await book.FindAsync(space.Name, id, cancellation)
            ?? throw new ProblemException(Problem.NotFound($"There is no appeal '{id}'."));
        var (by, now) = (request.Caller().Name, time.GetUtcNow());
        var act = request.Act().About(appeal.Contributor).OnceAs($"{id}\n{accept}").Sets("appeal", id).Sets("accept", accept);
        await act.BeginAsync(cancellation);
        if (accept && appeal.Decision is null
            && await guard.ReadAsync(space, appeal.Contributor, cancellation) is { Totals.State: not (null or GuardStates.Known) } head
            && await held.ReleaseAsync(space, head, cancellation) is { Refusal: { } refusal })
            return Problem.Conflict($"{appeal.Contributor}: {refusal}.");
        var decided = await book.DecideAsync(space, id, new(accept, reason, by, now), cancellation);
        act.Nothing(decided.Decision!.By != by || decided.Decision.At != now); // somebody else did, at this moment or before
        return decided.Decision.Accepted == accept ? Results.Json(decided, AppealJson.Default.Appeal)
            : Problem.Conflict($"The appeal was {(decided.Decision.Accepted ? "accepted" : "turned down")} before.");
    }
}
