using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>
/// The slice's address: <c>POST /api/spaces/{space}/epochs/{epoch}/whatif?limit=</c>. It lies within the function <c>Epochs</c>.
/// </summary>
internal sealed class WhatIfFunctions(EpochStore store, EpochTrial trial)
{
    internal const int LimitDefault = 100;
    internal const int LimitMax = 10_000;

    private static ApiOperation Try =>
        new ApiOperation("WhatIf", "A closed epoch computed again with other weights; nothing is changed")
        .Path("epoch", "The id of a closed epoch.")
        .Reads()
        .Query<int>("limit", $"How many people to list; {LimitDefault} if absent.", 1, LimitMax)
        .Takes(WhatIfJson.Default.WhatIfQuestion)
        .Answers(200, "The epoch as it is and as it would have been.", WhatIfJson.Default.WhatIfAnswer.InGrain());

    [Function("EpochsTry"), Operation("tryWhatIf", nameof(Try))]
    public async Task<IResult> TryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/epochs/{epoch}/whatif")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var most = QueryReader.Of(request, query => query.Size(LimitDefault, LimitMax));
        var question = await JsonBody.ReadAsync(request, WhatIfJson.Default.WhatIfQuestion, cancellation);
        if (question.Check() is { Count: > 0 } faults) return Problem.BadRequest(faults);
        var run = await FindClosedAsync(space.Name, request.PathValue("epoch"), cancellation);
        return Results.Json(await trial.TryAsync(run, question, most, cancellation),
            WhatIfJson.Default.WhatIfAnswer.InGrain(space.Config.Token.Decimals));
    }

    private async Task<EpochRun> FindClosedAsync(string space, string id, CancellationToken cancellation) =>
        (id.Length is > 0 and <= 20 ? await store.FindAsync(space, id, cancellation) : null) is { Stage: EpochStage.Closed } run ? run
        : throw new ProblemException(Problem.NotFound($"The space '{space}' has no closed epoch '{id}'."));
}
