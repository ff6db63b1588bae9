using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Webhooks.Arrivals;

namespace Grain.Functions.Ledgers.Grants.Api;

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
        using var body = await JsonBody.ReadDocumentAsync(request, cancellation);
        var grants = GrantReader.Read(body.RootElement, time.GetUtcNow());
        var outcomes = await ledger.AppendAsync(space.Journal, grants, cancellation);
        return body.RootElement.ValueKind == JsonValueKind.Array
            ? Results.Json(GrantAnswers.Of(grants, outcomes, space.Config.Tiers), GrantAnswersJson.Default.GrantAnswers)
            : Answer(outcomes[0], GrantAnswer.Of(grants[0], outcomes[0], space.Config.Tiers));
    }

    private static IResult Answer(GrantOutcome outcome, GrantAnswer answer) => outcome switch
    {
        GrantOutcome.Appended => Results.Json(answer, GrantAnswersJson.Default.GrantAnswer, statusCode: StatusCodes.Status201Created),
        GrantOutcome.AlreadyAppended => Results.Json(answer, GrantAnswersJson.Default.GrantAnswer),
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
        return Results.Json(await people.ReadAsync(space, contributor, start, size, cancellation), GrantAnswersJson.Default.GrantPage);
    }
}
