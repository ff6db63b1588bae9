using Grain.Functions.Activity.Buddies;
using Grain.Functions.Activity.Reads;
using Grain.Functions.Hosting;
using Grain.Functions.Spaces;

namespace Grain.Functions.Activity.Images;

/// <summary>Images for a README: <c>GET …/badge.svg?id=</c> and <c>…/heatmap.svg?id=</c>, or with the contributor in the path: <c>…/badge/{contributor}.svg</c>. They need no key.</summary>
internal sealed class ImagesFunctions(SpaceDirectory spaces, ActivityViews views)
{
    private const string Suffix = ".svg";
    private const int Days = 365;

    [Function("BadgeDraw")]
    public async Task<IResult> DrawBadgeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/badge/{file}")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await OpenAsync(request, cancellationToken) is not { } view) return Missing();
        var buddy = Buddy.Of(view.Caller, view.Stats, view.IdleDays, view.Account.Person.Species);
        return BadgeDrawing.Draw(view.Caller, buddy, view.Account.Unlocks.Count);
    }

    [Function("BadgeDrawById")]
    public Task<IResult> DrawBadgeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/badge.svg")] HttpRequest request, CancellationToken cancellationToken) =>
        DrawBadgeAsync(request, cancellationToken);

    [Function("HeatmapDraw")]
    public async Task<IResult> DrawHeatmapAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/heatmap/{file}")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await OpenAsync(request, cancellationToken) is not { } view) return Missing();
        var first = view.Today.AddDays(1 - Days);
        var totals = await views.ReadDaysAsync(view, first.DayNumber, view.Today.DayNumber, cancellationToken);
        return HeatmapDrawing.Draw(view.Caller, Heatmap.Of(first, Days, totals));
    }

    [Function("HeatmapDrawById")]
    public Task<IResult> DrawHeatmapByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/heatmap.svg")] HttpRequest request, CancellationToken cancellationToken) =>
        DrawHeatmapAsync(request, cancellationToken);

    private async Task<ActivityView?> OpenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        var named = request.IdOf("file");
        if (request.RouteValues.ContainsKey("file"))
        {
            if (!named.EndsWith(Suffix, StringComparison.Ordinal) || named.Length == Suffix.Length) return null;
            named = named[..^Suffix.Length];
        }

        return await views.OpenPublicAsync(space, ActivityFunctions.CheckedCaller(named, request.PlaceOfId("file")), cancellationToken);
    }

    /// <summary>The same answer for whoever does not exist, has opted out or is private: an image tells nobody which.</summary>
    private static ProblemResult Missing() => Problem.NotFound("There is no such image.");
}
