using System.Globalization;
using Grain.Functions.Epochs;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Spaces;

namespace Grain.Functions.WhatIf;

/// <summary>The slice's address: <c>POST /api/spaces/{space}/epochs/{epoch}/whatif?limit=</c>. It lies within the function <c>Epochs</c>.</summary>
internal static class WhatIfApi
{
    internal const int LimitDefault = 100;
    internal const int LimitMax = 10_000;

    public static IServiceCollection AddWhatIf(this IServiceCollection services) => services.AddSingleton<EpochTrial>();

    /// <summary>Adds the address to the function of the epochs.</summary>
    public static void MapWhatIf(this RouteGroupBuilder epochs) =>
        epochs.MapPost("spaces/{space}/epochs/{epoch}/whatif", TryAsync).Describe("EpochsTry");

    private static async Task<IResult> TryAsync(
        HttpContext context, int? limit, SpaceDirectory spaces, EpochStore store, EpochTrial trial, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        if (limit is < 1 or > LimitMax) return Problem.BadRequest("limit", string.Create(CultureInfo.InvariantCulture, $"must lie between 1 and {LimitMax}"));
        var question = await JsonBody.ReadAsync(context.Request, WhatIfJson.Default.WhatIfQuestion, cancellationToken);
        if (question.Check() is { Count: > 0 } faults) return Problem.BadRequest(faults);

        var id = context.PathValue("epoch");
        var run = id.Length is > 0 and <= 20 ? await store.FindAsync(space.Name, id, cancellationToken) : null;
        if (run is not { Stage: EpochStage.Closed }) return Problem.NotFound($"The space '{space.Name}' has no closed epoch '{id}'.");
        return Results.Json(await trial.TryAsync(run, question, limit ?? LimitDefault, cancellationToken), WhatIfJson.Default.WhatIfAnswer);
    }
}
