using Grain.Functions.Ledgers.Activities.Reads;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>What puts the slice into the app, and the addresses that take facts: <c>POST /api/spaces/{space}/activity</c>.</summary>
internal sealed class ActivityFunctions(SpaceDirectory spaces, ActivityLedger ledger, ActivityQueue queue, TimeProvider time,
    ILogger<FactStream> log)
{
    /// <summary>The header with a person's key.</summary>
    public const string KeyHeader = "X-Activity-Key";

    /// <summary>A stream of lines is read whole, so that it can be answered line by line without waiting for each other.</summary>
    internal const long StreamBytesMax = 16L << 20;

    /// <summary>The caller that a request asks about; the space itself when it names none.</summary>
    /// <param name="caller">Whom it names.</param>
    /// <param name="place">Where.</param>
    /// <exception cref="ProblemException">400: too long.</exception>
    public static string CheckedCaller(string? caller, string place = "caller") =>
        caller is null or { Length: <= JournalKeys.AccountLengthMax }
        ? caller ?? ActivityAccount.OfSpace
        : throw new ProblemException(Problem.BadRequest(place, $"has more than {JournalKeys.AccountLengthMax} characters"));

    /// <summary>
    /// One fact: 201, 200 (seen before, or its caller has opted out), 409 or 400. An array: 200 with an outcome for each. NDJSON: 200 with
    /// a line for each. With <c>Prefer: respond-async</c>, one or an array: 202 once they lie in the queue.
    /// </summary>
    [Function("ActivityAppend")]
    public async Task<IResult> AppendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/activity")] HttpRequest request,
        CancellationToken cancellation)
    {
        request.LimitBody(StreamBytesMax);
        var space = await spaces.OfRequestAsync(request, cancellation);
        if (!space.Config.Activity.Enabled) return Problem.NotFound($"The space '{space.Name}' takes no activity.");
        if (FactStream.IsStream(request)) return new FactStream(space, ledger, time, log);
        var (facts, sent) = await JsonBody.ReadAsync(request, body => (FactReader.Read(body, time.GetUtcNow()), body.Element.Clone()), cancellation);
        var isArray = sent.ValueKind == JsonValueKind.Array;
        if (MayWait(request))
        {
            await queue.SendAsync(space.Name, isArray ? sent.EnumerateArray() : [sent], cancellation);
            return Results.Json(new FactsQueued(facts.Count), ActivityJson.Answers.FactsQueued, statusCode: StatusCodes.Status202Accepted);
        }

        var outcomes = await ledger.AppendAsync(space, facts, maybeSeen: false, cancellation);
        return isArray
            ? Results.Json(FactAnswers.Of(facts, outcomes), ActivityJson.Answers.FactAnswers) : Answer(facts[0], outcomes[0]);
    }

    private static bool MayWait(HttpRequest request) =>
        request.Headers["Prefer"].Any(prefer => prefer?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true);

    private static IResult Answer(ActivityFact fact, ActivityOutcome outcome) => outcome switch
    {
        ActivityOutcome.ConflictsWithEarlier => Problem.Conflict($"The {fact.Kind} {fact.Id} was counted before with other content."),
        ActivityOutcome.Refused => Problem.Refused("out-of-range", "A total would leave its range."),
        _ => Results.Json(
            new FactAnswer(fact.Id, FactAnswer.Word(outcome)), ActivityJson.Answers.FactAnswer,
            statusCode: outcome is ActivityOutcome.Counted or ActivityOutcome.CountedLate ? StatusCodes.Status201Created
                : StatusCodes.Status200OK),
    };
}
