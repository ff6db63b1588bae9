using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Limits;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>
/// The slice's addresses: <c>POST</c> and <c>GET /api/spaces/{space}/grants</c>, and the queue function <c>AppendGrants</c>.
/// </summary>
internal sealed class GrantsFunctions(GrantLedger ledger, PersonGrants people, FaceReader faces, TimeProvider time,
    ILogger<GrantStream> log)
{
    /// <summary>A grant as it is sent: the reader has defaults for some of what every stored one has.</summary>
    private static readonly ApiShape Sent =
        Shape.Taken(GrantJson.Default.Grant, required: ["grantId", "contributor", "amount", "grantedAt"], without: ["sentAs"]);

    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    private static ApiOperation Append => new ApiOperation("Grants", "Counts a grant, an array of grants, or a stream of them")
        .For(Role.Writer)
        .Says("A grant counts once, however often it is sent. An array is refused as a whole when one of its grants is malformed; a "
            + "stream is answered line by line.")
        .Takes(Shape.OneOrMany(Sent, GrantReader.GrantsMax))
        .Takes(Sent, ApiMedia.Lines)
        .Answers(201, "One grant, counted now.", GrantAnswersJson.Default.GrantAnswer)
        .Answers(200, "One grant that was counted before; or an outcome for each of an array, in order.",
            Shape.OneOf(Shape.Of(GrantAnswersJson.Default.GrantAnswer), Shape.Of(GrantAnswersJson.Default.GrantAnswers)))
        .Answers(200, "", Shape.Of(GrantAnswersJson.Default.GrantLineAnswer), ApiMedia.Lines)
        .Refuses(409, "One grant whose id was used before with other content, or to somebody new where the space has as many accounts as "
            + "it may.");

    /// <summary>
    /// One grant: 201, 200 (seen before), 409 or 400. An array: 200 with an outcome for each. NDJSON: 200 with a line for each.
    /// </summary>
    [Function("GrantsAppend"), Operation("appendGrants", nameof(Append))]
    public async Task<IResult> AppendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/grants")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        if (GrantStream.IsStream(request)) return new GrantStream(space, ledger, time, log, cancellation);
        var now = time.GetUtcNow();
        var (grants, isArray) = await JsonBody.ReadAsync(request, body => (GrantReader.Read(body, now), body.IsArray), cancellation);
        if (UsageBook.Current is { } tally && tally.TryGrants(grants.Count) is { } reached)
            return Problem.TooMany(reached.Tell(space.Name), reached.Wait);
        var outcomes = await ledger.AppendSentAsync(space.Journal, grants, cancellation);
        return isArray
            ? Results.Json(GrantAnswers.Of(grants, outcomes, space.Config.Tiers), GrantAnswersJson.Default.GrantAnswers)
            : Answer(outcomes[0], GrantAnswer.Of(grants[0], outcomes[0], space.Config.Tiers));
    }

    private static IResult Answer(GrantOutcome outcome, GrantAnswer answer) => outcome switch
    {
        GrantOutcome.Appended => Results.Json(answer, GrantAnswersJson.Default.GrantAnswer, statusCode: StatusCodes.Status201Created),
        GrantOutcome.AlreadyAppended => Results.Json(answer, GrantAnswersJson.Default.GrantAnswer),
        GrantOutcome.ConflictsWithEarlier => Problem.Conflict(answer.Reason!, [new Fault("$.grantId", answer.Reason!)]),
        GrantOutcome.Refused { IsForRoom: true } => Problem.TooManyAccounts(answer.Reason!),
        _ => Problem.BadRequest("$", answer.Reason!),
    };

    private static ApiOperation Read => new ApiOperation("Grants", "A contributor's grants, oldest first")
        .Published(Role.Reader)
        .Needs("contributor", "Whose.")
        .Page(PageDefault, PageMax)
        .Answers(200, "A page.", GrantAnswersJson.Default.GrantPage);

    [Function("GrantsRead"), Operation("listGrants", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grants")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (contributor, start, size) =
            QueryReader.Of(request, query => (query.Text("contributor"), query.Start(), query.Size(PageDefault, PageMax)));
        if (contributor is not { Length: > 0 and <= JournalKeys.AccountLengthMax })
            return Problem.BadRequest("contributor", $"must be given, with 1 to {JournalKeys.AccountLengthMax} characters");
        var shown = await faces.ReadAsync(space, request.Caller(), cancellation);
        var asked = await faces.FindAsync(space, shown, contributor, cancellation);
        return Results.Json(await people.ReadAsync(space, shown, asked, start, size, cancellation), GrantAnswersJson.Default.GrantPage);
    }
}
