using System.Globalization;
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
        if (limit is < 1 or > LimitMax) return Problem.BadRequest("limit", string.Create(CultureInfo.InvariantCulture, $"must lie between 1 and {LimitMax}"));
        var question = await JsonBody.ReadAsync(request, WhatIfJson.Default.WhatIfQuestion, cancellationToken);
        if (question.Check() is { Count: > 0 } faults) return Problem.BadRequest(faults);

        var id = request.PathValue("epoch");
        var run = id.Length is > 0 and <= 20 ? await store.FindAsync(space.Name, id, cancellationToken) : null;
        if (run is not { Stage: EpochStage.Closed }) return Problem.NotFound($"The space '{space.Name}' has no closed epoch '{id}'.");
        return Results.Json(await trial.TryAsync(run, question, limit ?? LimitDefault, cancellationToken), WhatIfJson.Default.WhatIfAnswer);
    }
}
