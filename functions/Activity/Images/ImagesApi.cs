using Grain.Functions.Activity.Buddies;
using Grain.Functions.Activity.Reads;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Spaces;

namespace Grain.Functions.Activity.Images;

/// <summary>Images for a README: <c>GET …/badge/{contributor}.svg</c> and <c>…/heatmap/{contributor}.svg</c>. They need no key.</summary>
internal static class ImagesApi
{
    private const string Suffix = ".svg";
    private const int Days = 365;

    public static void MapImages(this WebApplication app)
    {
        app.MapHttpFunction("Badge").MapGet("spaces/{space}/badge/{file}", DrawBadgeAsync).Describe("BadgeDraw");
        app.MapHttpFunction("HeatmapImage").MapGet("spaces/{space}/heatmap/{file}", DrawHeatmapAsync).Describe("HeatmapDraw");
    }

    private static async Task<IResult> DrawBadgeAsync(HttpContext context, SpaceDirectory spaces, ActivityViews views, CancellationToken cancellationToken)
    {
        if (await OpenAsync(context, spaces, views, cancellationToken) is not { } view) return Missing();
        var buddy = Buddy.Of(view.Caller, view.Stats, view.IdleDays, view.Account.Person.Species);
        return BadgeDrawing.Draw(view.Caller, buddy, view.Account.Unlocks.Count);
    }

    private static async Task<IResult> DrawHeatmapAsync(
        HttpContext context, SpaceDirectory spaces, ActivityViews views, ActivityLedger ledger, CancellationToken cancellationToken)
    {
        if (await OpenAsync(context, spaces, views, cancellationToken) is not { } view) return Missing();
        var first = view.Today.AddDays(1 - Days);
        var totals = await ledger.Store.ReadDaysAsync(view.Space.Name, view.Caller, first.DayNumber, view.Today.DayNumber, cancellationToken);
        return HeatmapDrawing.Draw(view.Caller, Heatmap.Of(first, Days, totals));
    }

    private static async Task<ActivityView?> OpenAsync(HttpContext context, SpaceDirectory spaces, ActivityViews views, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        var file = context.PathValue("file");
        if (!file.EndsWith(Suffix, StringComparison.Ordinal) || file.Length == Suffix.Length) return null;
        return await views.OpenPublicAsync(space, ActivityApi.CheckedCaller(file[..^Suffix.Length]), cancellationToken);
    }

    /// <summary>The same answer for whoever does not exist, has opted out or is private: an image tells nobody which.</summary>
    private static ProblemResult Missing() => Problem.NotFound("There is no such image.");
}
