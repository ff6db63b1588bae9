using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Grants.Api;

namespace Grain.Functions.Ledgers.Activities.Api;

/// <summary>What puts the slice into the app, and the addresses that take facts: <c>POST /api/spaces/{space}/activity</c>.</summary>
internal sealed class ActivityFunctions(ActivityLedger ledger, ActivityQueue queue, TimeProvider time,
    ILogger<FactStream> log)
{
    /// <summary>
    /// A fact as it is sent. What the ledgers' own facts have besides is not taken; requests may call their id as gateways do.
    /// </summary>
    private static readonly ApiShape Fact = Shape.Taken(
        ActivityAnswersJson.Answers.ActivityFact, "FactInput", ["caller", "at"], ["points", "category"],
        new() { ["requestId"] = """{"type":"string","description":"Of a request: the same as id, of which one must be given."}""" });

    /// <summary>A stream of lines is read whole, so that it can be answered line by line without waiting for each other.</summary>
    internal const long StreamBytesMax = 16L << 20;

    private static ApiOperation Append => new ApiOperation("Activity", "Counts a fact, an array of facts, or a stream of them")
        .For(Role.Writer)
        .Says("A fact counts once by kind and id, however often it is sent. Its kind is `request` if it says none.")
        .Header("Prefer", "`respond-async`: answers once the facts lie in the queue.")
        .Takes(Shape.OneOrMany(Fact, FactReader.FactsMax))
        .Takes(Fact, ApiMedia.Lines)
        .Answers(201, "One fact, counted now.", ActivityAnswersJson.Answers.FactAnswer)
        .Answers(200, "One fact that was counted before, or is not counted; or an outcome for each of an array, in order.",
            Shape.OneOf(Shape.Of(ActivityAnswersJson.Answers.FactAnswer), Shape.Of(ActivityAnswersJson.Answers.FactAnswers)))
        .Answers(200, "", Shape.Of(ActivityAnswersJson.Answers.FactAnswer), ApiMedia.Lines)
        .Answers(202, "They lie in the queue.", ActivityAnswersJson.Answers.FactsQueued)
        .Refuses(409, "One fact that was counted before with other content, or a total would leave its range.");

    /// <summary>
    /// One fact: 201, 200 (seen before, or its caller has opted out), 409 or 400. An array: 200 with an outcome for each. NDJSON: 200 with
    /// a line for each. With <c>Prefer: respond-async</c>, one or an array: 202 once they lie in the queue.
    /// </summary>
    [Function("ActivityAppend"), Operation("appendActivity", nameof(Append))]
    public async Task<IResult> AppendAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/activity")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        request.LimitBody(StreamBytesMax, BodyBound.Activity);
        if (!space.Config.Activity.Enabled) return Problem.NotFound($"The space '{space.Name}' takes no activity.");
        if (GrantStream.IsStream(request)) return new FactStream(space, ledger, time, log);
        var (facts, sent) =
            await JsonBody.ReadAsync(request, body => (FactReader.Read(body, time.GetUtcNow()), body.Element.Clone()), cancellation);
        var isArray = sent.ValueKind == JsonValueKind.Array;
        if (MayWait(request) && !space.IsSealed) // a queue would hold them as they come
        {
            await queue.SendAsync(space.Name, isArray ? sent.EnumerateArray() : [sent], cancellation);
            return Results.Json(new FactsQueued(facts.Count), ActivityAnswersJson.Answers.FactsQueued,
                statusCode: StatusCodes.Status202Accepted);
        }

        var outcomes = await ledger.AppendAsync(space, facts, maybeSeen: false, cancellation);
        return isArray
            ? Results.Json(FactAnswers.Of(facts, outcomes), ActivityAnswersJson.Answers.FactAnswers) : Answer(facts[0], outcomes[0]);
    }

    private static bool MayWait(HttpRequest request) =>
        request.Headers["Prefer"].Any(prefer => prefer?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true);

    private static IResult Answer(ActivityFact fact, ActivityOutcome outcome) => outcome switch
    {
        ActivityOutcome.ConflictsWithEarlier => Problem.Conflict($"The {fact.Kind} {fact.Id} was counted before with other content."),
        ActivityOutcome.Refused => Problem.Refused("out-of-range", "A total would leave its range."),
        _ => Results.Json(
            new FactAnswer(fact.Id, FactAnswer.Word(outcome)), ActivityAnswersJson.Answers.FactAnswer,
            statusCode: outcome is ActivityOutcome.Counted or ActivityOutcome.CountedLate ? StatusCodes.Status201Created
                : StatusCodes.Status200OK),
    };
}
