using Grain.Functions.Epochs;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>
/// The slice's address: <c>POST /api/spaces/{space}/epochs/{epoch}/whatif?limit=</c>. It lies within the function <c>Epochs</c>.
/// </summary>
internal sealed class WhatIfFunctions(SpaceDirectory spaces, EpochStore store, EpochTrial trial)
{
    internal const int LimitDefault = 100;
    internal const int LimitMax = 10_000;

    [Function("EpochsTry")]
    public async Task<IResult> TryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/epochs/{epoch}/whatif")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var limit = query.Int32("limit");
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellation);
        var most = QueryReader.Size(limit, LimitDefault, LimitMax);
        var question = await JsonBody.ReadAsync(request, WhatIfJson.Default.WhatIfQuestion, cancellation);
        if (question.Check() is { Count: > 0 } faults) return Problem.BadRequest(faults);
        var run = await FindClosedAsync(space.Name, request.PathValue("epoch"), cancellation);
        return Results.Json(await trial.TryAsync(run, question, most, cancellation), WhatIfJson.Default.WhatIfAnswer);
    }

    private async Task<EpochRun> FindClosedAsync(string space, string id, CancellationToken cancellation) =>
        (id.Length is > 0 and <= 20 ? await store.FindAsync(space, id, cancellation) : null) is { Stage: EpochStage.Closed } run ? run
        : throw new ProblemException(Problem.NotFound($"The space '{space}' has no closed epoch '{id}'."));
}
