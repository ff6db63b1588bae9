using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Activities.Reads;

namespace Grain.Functions.Ledgers.Activities.Images;

/// <summary>
/// Images for a README: <c>GET …/badge.svg?id=</c> and <c>…/heatmap.svg?id=</c>, or with the contributor in the path:
/// <c>…/badge/{contributor}.svg</c>. They need no key.
/// </summary>
internal sealed class ImagesFunctions(ActivityViews views)
{
    private const string Suffix = ".svg";
    private const int Days = 365;

    private static ApiOperation Draw(string summary) => new ApiOperation("Activity", summary)
        .Key("file", "The contributor id, and `.svg`.")
        .Header("If-None-Match", "The ETag of the image that the caller has.")
        .Answers(200, "The image.", Shape.Text, "image/svg+xml", ApiHeader.ETag)
        .Answers(304, "The caller has it already.");

    private static ApiOperation DrawBadge => Draw("A badge of somebody's buddy");

    [Function("BadgeDraw"), Operation("drawBadge", nameof(DrawBadge))]
    public async Task<IResult> DrawBadgeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head",
            Route = "api/spaces/{space}/badge/{*file:minlength(1)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        if (await OpenAsync(request, space, cancellation) is not { } view) return Missing();
        var buddy = Buddy.Of(view.Caller, view.Stats, view.IdleDays, view.Account.Person.Species);
        return BadgeDrawing.Draw(view.Caller, buddy, view.Account.Unlocks.Count);
    }

    [Function("BadgeDrawById"), Operation("drawBadgeById", nameof(DrawBadge))]
    public Task<IResult> DrawBadgeByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/badge.svg")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        DrawBadgeAsync(request, space, cancellation);

    private static ApiOperation DrawHeatmap => Draw("A heatmap of somebody's year");

    [Function("HeatmapDraw"), Operation("drawHeatmap", nameof(DrawHeatmap))]
    public async Task<IResult> DrawHeatmapAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head",
            Route = "api/spaces/{space}/heatmap/{*file:minlength(1)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        if (await OpenAsync(request, space, cancellation) is not { } view) return Missing();
        var first = view.Today.AddDays(1 - Days);
        var totals = await views.ReadDaysAsync(view, first.DayNumber, view.Today.DayNumber, cancellation);
        return HeatmapDrawing.Draw(view.Caller, Heatmap.Of(first, Days, totals));
    }

    [Function("HeatmapDrawById"), Operation("drawHeatmapById", nameof(DrawHeatmap))]
    public Task<IResult> DrawHeatmapByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/spaces/{space}/heatmap.svg")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        DrawHeatmapAsync(request, space, cancellation);

    private async Task<ActivityView?> OpenAsync(HttpRequest request, Space space, CancellationToken cancellation)
    {
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
