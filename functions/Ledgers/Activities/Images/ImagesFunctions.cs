using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Activities.Reads;

namespace Grain.Functions.Ledgers.Activities.Images;

/// <summary>
/// Images for a README: <c>GET …/badge.svg?id=</c> and <c>…/heatmap.svg?id=</c>, or with the contributor in the path:
/// <c>…/badge/{contributor}.svg</c>. They need no key.
/// </summary>
internal sealed class ImagesFunctions(SpaceDirectory spaces, ActivityViews views)
{
    private const string Suffix = ".svg";
    private const int Days = 365;

    [Function("BadgeDraw")]
    public async Task<IResult> DrawBadgeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/badge/{file}")] HttpRequest request,
        CancellationToken cancellation)
    {
        if (await OpenAsync(request, cancellation) is not { } view) return Missing();
        var buddy = Buddy.Of(view.Caller, view.Stats, view.IdleDays, view.Account.Person.Species);
        return BadgeDrawing.Draw(view.Caller, buddy, view.Account.Unlocks.Count);
    }

    [Function("BadgeDrawById")]
    public Task<IResult> DrawBadgeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/badge.svg")] HttpRequest request,
        CancellationToken cancellation) =>
        DrawBadgeAsync(request, cancellation);

    [Function("HeatmapDraw")]
    public async Task<IResult> DrawHeatmapAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/heatmap/{file}")] HttpRequest request,
        CancellationToken cancellation)
    {
        if (await OpenAsync(request, cancellation) is not { } view) return Missing();
        var first = view.Today.AddDays(1 - Days);
        var totals = await views.ReadDaysAsync(view, first.DayNumber, view.Today.DayNumber, cancellation);
        return HeatmapDrawing.Draw(view.Caller, Heatmap.Of(first, Days, totals));
    }

    [Function("HeatmapDrawById")]
    public Task<IResult> DrawHeatmapByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/heatmap.svg")] HttpRequest request,
        CancellationToken cancellation) =>
        DrawHeatmapAsync(request, cancellation);

    private async Task<ActivityView?> OpenAsync(HttpRequest request, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var named = request.IdOf("file");
        if (request.RouteValues.ContainsKey("file"))
        {
            if (!named.EndsWith(Suffix, StringComparison.Ordinal) || named.Length == Suffix.Length) return null;
            named = named[..^Suffix.Length];
        }

        return await views.OpenPublicAsync(space, ActivityViews.CheckedCaller(named, request.PlaceOfId("file")), cancellation);
    }

    /// <summary>The same answer for whoever does not exist, has opted out or is private: an image tells nobody which.</summary>
    private static ProblemResult Missing() => Problem.NotFound("There is no such image.");
}
