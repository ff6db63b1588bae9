namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// The slice's addresses: <c>POST</c> and <c>GET /api/spaces/{space}/grants</c>, and the queue function <c>AppendGrants</c>.
/// </summary>
internal sealed class GrantsFunctions(SpaceDirectory spaces, GrantLedger ledger, PersonGrants people, TimeProvider time,
    ILogger<GrantStream> log)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    /// <summary>
    /// One grant: 201, 200 (seen before), 409 or 400. An array: 200 with an outcome for each. NDJSON: 200 with a line for each.
    /// </summary>
    [Function("GrantsAppend")]
    public async Task<IResult> AppendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/grants")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        if (GrantStream.IsStream(request)) return new GrantStream(space, ledger, time, log, cancellation);
        var now = time.GetUtcNow();
        var (grants, isArray) = await JsonBody.ReadAsync(request, body => (GrantReader.Read(body, now), body.IsArray), cancellation);
        var outcomes = await ledger.AppendAsync(space.Journal, grants, cancellation);
        return isArray
            ? Results.Json(GrantAnswers.Of(grants, outcomes, space.Config.Tiers), GrantJson.Default.GrantAnswers)
            : Answer(outcomes[0], GrantAnswer.Of(grants[0], outcomes[0], space.Config.Tiers));
    }

    private static IResult Answer(GrantOutcome outcome, GrantAnswer answer) => outcome switch
    {
        GrantOutcome.Appended => Results.Json(answer, GrantJson.Default.GrantAnswer, statusCode: StatusCodes.Status201Created),
        GrantOutcome.AlreadyAppended => Results.Json(answer, GrantJson.Default.GrantAnswer),
        GrantOutcome.ConflictsWithEarlier => Problem.Conflict(answer.Reason!, [new Fault("$.grantId", answer.Reason!)]),
        _ => Problem.BadRequest("$", answer.Reason!),
    };

    [Function("GrantsRead")]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grants")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (contributor, after, limit) = (query.Text("contributor"), query.Int64("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellation);
        if (contributor is not { Length: > 0 and <= JournalKeys.AccountLengthMax })
            return Problem.BadRequest("contributor", $"must be given, with 1 to {JournalKeys.AccountLengthMax} characters");
        var (start, size) = (QueryReader.Start(after), QueryReader.Size(limit, PageDefault, PageMax));
        return Results.Json(await people.ReadAsync(space, contributor, start, size, cancellation), GrantJson.Default.GrantPage);
    }
}
