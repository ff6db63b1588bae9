using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;

namespace Grain.Functions.Ledgers.Activities.Api;

/// <summary>What puts the slice into the app, and the addresses that take facts: <c>POST /api/spaces/{space}/activity</c>.</summary>
internal sealed class ActivityFunctions(SpaceDirectory spaces, ActivityLedger ledger, ActivityQueue queue, TimeProvider time,
    ILogger<FactStream> log)
{
    /// <summary>A stream of lines is read whole, so that it can be answered line by line without waiting for each other.</summary>
    internal const long StreamBytesMax = 16L << 20;

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
        using var body = await JsonBody.ReadDocumentAsync(request, cancellation);
        var facts = FactReader.Read(body.RootElement, time.GetUtcNow());
        if (MayWait(request)) return await EnqueueAsync(space, body.RootElement, facts.Count, cancellation);
        var outcomes = await ledger.AppendAsync(space, facts, maybeSeen: false, cancellation);
        return body.RootElement.ValueKind == JsonValueKind.Array
            ? Results.Json(FactAnswers.Of(facts, outcomes), ActivityAnswersJson.Answers.FactAnswers) : Answer(facts[0], outcomes[0]);
    }

    private static bool MayWait(HttpRequest request) =>
        request.Headers["Prefer"].Any(prefer => prefer?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true);

    private async Task<IResult> EnqueueAsync(Space space, JsonElement body, int count, CancellationToken cancellation)
    {
        await queue.SendAsync(space.Name, body.ValueKind == JsonValueKind.Array ? body.EnumerateArray() : [body], cancellation);
        return Results.Json(new FactsQueued(count), ActivityAnswersJson.Answers.FactsQueued, statusCode: StatusCodes.Status202Accepted);
    }

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
