using Grain.Functions.Epochs;
using Grain.Functions.Hosting;
using Grain.Functions.Spaces;

namespace Grain.Functions.WhatIf;

/// <summary>The slice's address: <c>POST /api/spaces/{space}/epochs/{epoch}/whatif?limit=</c>. It lies within the function <c>Epochs</c>.</summary>
internal sealed class WhatIfFunctions(SpaceDirectory spaces, EpochStore store, EpochTrial trial)
{
    internal const int LimitDefault = 100;
    internal const int LimitMax = 10_000;

    [Function("EpochsTry")]
    public async Task<IResult> TryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/spaces/{space}/epochs/{epoch}/whatif")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var limit = query.Int32("limit");
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var most = QueryReader.Size(limit, LimitDefault, LimitMax);
        var question = await JsonBody.ReadAsync(request, WhatIfJson.Default.WhatIfQuestion, cancellationToken);
        if (question.Check() is { Count: > 0 } faults) return Problem.BadRequest(faults);
        var run = await FindClosedAsync(space.Name, request.PathValue("epoch"), cancellationToken);
        return Results.Json(await trial.TryAsync(run, question, most, cancellationToken), WhatIfJson.Default.WhatIfAnswer);
    }

    private async Task<EpochRun> FindClosedAsync(string space, string id, CancellationToken cancellationToken) =>
        (id.Length is > 0 and <= 20 ? await store.FindAsync(space, id, cancellationToken) : null) is { Stage: EpochStage.Closed } run ? run
        : throw new ProblemException(Problem.NotFound($"The space '{space}' has no closed epoch '{id}'."));
}
