using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>
/// The slice's addresses: <c>POST /api/spaces/{space}/epochs/{epoch}/whatif?limit=</c>, which lies within the function <c>Epochs</c>, and
/// <c>POST /api/spaces/{space}/whatif?limit=&amp;epochs=&amp;people=</c>.
/// </summary>
internal sealed class WhatIfFunctions(EpochStore store, EpochTrial trial, Replay replay, FaceReader people)
{
    internal const int LimitDefault = 100;
    internal const int LimitMax = 10_000;
    internal const int PeoplePerEpochMax = 100;
    private const int EpochsDefault = 100;
    private const int EpochsMax = 1000;

    private static ApiOperation Try =>
        new ApiOperation("WhatIf", "A closed epoch computed again with other weights or policies; nothing is changed")
        .For(Role.Reader)
        .Path("epoch", "The id of a closed epoch.")
        .Reads()
        .Query<int>("limit", $"How many people to list; {LimitDefault} if absent.", 1, LimitMax)
        .Takes(WhatIfJson.Default.WhatIfQuestion)
        .Answers(200, "The epoch as it is and as it would have been.", WhatIfJson.Default.WhatIfAnswer.InGrain());

    [Function("EpochsTry"), Operation("tryWhatIf", nameof(Try))]
    public async Task<IResult> TryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/epochs/{epoch}/whatif")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var most = QueryReader.Of(request, query => query.Size(LimitDefault, LimitMax));
        var question = await JsonBody.ReadAsync(request, WhatIfJson.Default.WhatIfQuestion, cancellation);
        if (question.Check(space.Config.Token.Decimals) is { Count: > 0 } faults) return Problem.BadRequest(faults);
        var run = await store.ReadClosedAsync(space, request.PathValue("epoch"), cancellation);
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        return Results.Json(await trial.TryAsync(run, question, most, cancellation, faces),
            WhatIfJson.Default.WhatIfAnswer.InGrain(space.Config.Token.Decimals));
    }

    private static ApiOperation Replayed =>
        new ApiOperation("WhatIf",
            "All closed epochs computed again in order, each on what the ones before would have paid; nothing is changed")
        .For(Role.Reader)
        .Query<int>("limit", $"How many people to list; {LimitDefault} if absent.", 1, LimitMax)
        .Query<int>("epochs", $"How many epochs to compute in one answer, if there is the time; {EpochsDefault} if absent.", 1, EpochsMax)
        .Query<int>("people", "How many people to list of each epoch; none if absent.", 0, PeoplePerEpochMax)
        .Takes(WhatIfJson.Default.ReplayQuestion)
        .Answers(200, "The epochs as they are and as they would have been; `next` if there are more.",
            WhatIfJson.Default.ReplayAnswer.InGrain());

    [Function("WhatIfReplay"), Operation("replayWhatIf", nameof(Replayed))]
    public async Task<IResult> ReplayAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/whatif")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var extent = QueryReader.Of(request, query => new Replay.Extent(
            query.Size(LimitDefault, LimitMax), query.Size(0, PeoplePerEpochMax, "people", 0),
            query.Size(EpochsDefault, EpochsMax, "epochs"),
            Replay.TimeMax));
        var question = await JsonBody.ReadAsync(request, WhatIfJson.Default.ReplayQuestion, cancellation);
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var state = question.Continue is { } text && SealedState.Open(text, faces.Secret) is { } open ? ReplayState.Read(open) : null;
        IReadOnlyList<Fault> faults =
        [
            .. question.Check(space.Config.Token.Decimals),
            .. state is null && question.Continue is not null ? [new Fault("$.continue", "is not what an answer gave as 'next'")]
                : Array.Empty<Fault>(),
        ];
        if (faults.Count > 0) return Problem.BadRequest(faults);
        return Results.Json(await replay.RunAsync(space, question, question.From, state, extent, cancellation, faces: faces),
            WhatIfJson.Default.ReplayAnswer.InGrain(space.Config.Token.Decimals));
    }
}
