using System.Globalization;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Spaces;

namespace Grain.Functions.Explanations;

/// <summary>The slice's address: <c>GET /api/spaces/{space}/contributors/{id}/explain?epoch=&amp;top=</c>. It lies within the function <c>Contributors</c>.</summary>
internal static class ExplanationsApi
{
    internal const int TopDefault = 10;
    internal const int TopMax = 1000;

    public static IServiceCollection AddExplanations(this IServiceCollection services) => services.AddSingleton<Explainer>();

    /// <summary>Adds the address to the function of the contributors.</summary>
    public static void MapExplain(this RouteGroupBuilder contributors) =>
        contributors.MapGet("spaces/{space}/contributors/{id}/explain", ExplainAsync).Describe("ContributorsExplain");

    private static async Task<IResult> ExplainAsync(
        HttpContext context, string? epoch, int? top, SpaceDirectory spaces, Explainer explainer, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        if (top is < 1 or > TopMax) return Problem.BadRequest("top", string.Create(CultureInfo.InvariantCulture, $"must lie between 1 and {TopMax}"));
        if (await explainer.FindClosedAsync(space.Name, epoch, cancellationToken) is not { } run)
            return Problem.NotFound(epoch is null ? $"The space '{space.Name}' has not closed an epoch yet." : $"The space '{space.Name}' has no closed epoch '{epoch}'.");

        var id = context.PathValue("id");
        return await explainer.ExplainAsync(run, id, top ?? TopDefault, cancellationToken) is { } explanation
            ? Results.Json(explanation, ExplanationJson.Default.Explanation)
            : Problem.NotFound($"The graph of epoch {run.Epoch.Id} knows nobody called '{id}'.");
    }
}
