using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Images;

/// <summary>
/// Images for a README: <c>GET …/badge.svg?id=</c> and <c>…/heatmap.svg?id=</c>, or with the contributor in the path:
/// <c>…/badge/{contributor}.svg</c>. They need no key. <c>show</c> says which numbers, <c>theme</c> which colours.
/// </summary>
internal sealed class ImagesFunctions(ActivityViews views, BadgeNumbers numbers, PeopleVault vault)
{
    private const string Suffix = ".svg";
    private const int Days = 365;

    private static ApiOperation Draw(string summary) => new ApiOperation("Activity", summary)
        .Published(Role.Reader).AnyQuery()
        .Key("file", "The contributor id, and `.svg`.")
        .Query("theme", "`light` or `dark`; what the reader's machine is set to, if absent.", "auto", "light", "dark")
        .Header("If-None-Match", "The ETag of the image that the caller has.")
        .Answers(200, "The image.", Shape.Text, "image/svg+xml", ApiHeader.ETag)
        .Answers(304, "The caller has it already.");

    private static ApiOperation DrawBadge => Draw("A badge of what somebody has, with their buddy")
        .Query("show", $"What of {string.Join(", ", BadgeNumbers.All)}, by commas; {string.Join(",", BadgeNumbers.Usual)} if absent.");

    [Function("BadgeDraw"), Operation("drawBadge", nameof(DrawBadge))]
    public async Task<IResult> DrawBadgeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head",
            Route = "api/spaces/{space}/badge/{*file:minlength(1)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (theme, shown) = QueryReader.Of(request, query => (ThemeOf(query), query.Checked(BadgeNumbers.Named(query.Text("show")),
            "show", names => names is not null, $"must be some of {string.Join(", ", BadgeNumbers.All)}, by commas")));
        if (await OpenAsync(request, space, cancellation) is not { } view) return Missing();
        var buddy = Buddy.Of(view.Caller, view.Stats, view.IdleDays, view.Account.Person.Species);
        var has = await numbers.ReadAsync(view, shown!, cancellation);
        return BadgeDrawing.Draw(await NameOfAsync(view, cancellation), has, buddy, view.Account.Unlocks.Count, theme);
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
        var theme = QueryReader.Of(request, ThemeOf);
        if (await OpenAsync(request, space, cancellation) is not { } view) return Missing();
        var first = view.Today.AddDays(1 - Days);
        var totals = await views.ReadDaysAsync(view, first.DayNumber, view.Today.DayNumber, cancellation);
        return HeatmapDrawing.Draw(await NameOfAsync(view, cancellation), Heatmap.Of(first, Days, totals), theme);
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

    private static Theme ThemeOf(QueryReader query) => query.Checked(query.Text("theme") switch
    {
        null or "auto" => Theme.Auto,
        "light" => Theme.Light,
        "dark" => Theme.Dark,
        _ => (Theme?)null,
    }, "theme", theme => theme is not null, "must be auto, light or dark") ?? Theme.Auto;

    /// <summary>In a sealed space it is opened here, since the drawing goes by its width.</summary>
    private async Task<string> NameOfAsync(ActivityView view, CancellationToken cancellation)
    {
        var name = Addresses.NameOr(view.Register.Find(view.Caller)?.Name, view.Caller);
        return view.Space.IsSealed && view.Caller.Length > 0
            ? await new OpenedNames(vault, view.Space.Name, NameForm.Plain).InAsync("\"name\":\"", name, cancellation) : name;
    }

    /// <summary>The same answer for whoever does not exist, has opted out or is private: an image tells nobody which.</summary>
    private static ProblemResult Missing() => Problem.NotFound("There is no such image.");
}
