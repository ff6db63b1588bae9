using Grain.Functions.Ledgers.Activities.Buddies;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>
/// The addresses below <c>/api/spaces/{space}/activity</c> that show activity, each of a <c>caller</c> or of the whole space.
/// </summary>
internal sealed class ActivityReadsFunctions(SpaceDirectory spaces, ActivityViews views, RecentEvents recent)
{
    internal const int EventsDefault = 50;
    internal const int EventsMax = 500;

    [Function("ActivityReadStats")]
    public async Task<IResult> ReadStatsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/stats")] HttpRequest request,
        CancellationToken cancellation)
    {
        var view = await OpenAsync(request, cancellation);
        return Results.Json(new StatsAnswer(view.Space.Name, view.CallerOrNull, view.Stats), ActivityAnswersJson.Answers.StatsAnswer);
    }

    [Function("StatsRead")]
    public Task<IResult> ReadSpaceStatsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/stats")] HttpRequest request,
        CancellationToken cancellation) =>
        ReadStatsAsync(request, cancellation);

    [Function("ActivityReadBuddy")]
    public async Task<IResult> ReadBuddyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/buddy")] HttpRequest request,
        CancellationToken cancellation)
    {
        var view = await OpenAsync(request, cancellation);
        var buddy = Buddy.Of(view.CallerOrNull ?? view.Space.Name, view.Stats, view.IdleDays, view.Account.Person.Species);
        return Results.Json(new BuddyAnswer(view.Space.Name, view.CallerOrNull, buddy), ActivityAnswersJson.Answers.BuddyAnswer);
    }

    [Function("ActivityReadAchievements")]
    public async Task<IResult> ReadAchievementsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/achievements")] HttpRequest request,
        CancellationToken cancellation)
    {
        var view = await views.UnlockAsync(await OpenAsync(request, cancellation), cancellation);
        return Results.Json(AchievementsAnswer.Of(view), ActivityAnswersJson.Answers.AchievementsAnswer);
    }

    [Function("ActivityReadStreak")]
    public async Task<IResult> ReadStreakAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/streak")] HttpRequest request,
        CancellationToken cancellation)
    {
        var view = await OpenAsync(request, cancellation);
        var streak = view.Streak;
        DateOnly? until = streak.Current == 0 ? null : streak.LastActive >= view.Today ? streak.LastActive.Value.AddDays(1) : view.Today;
        return Results.Json(new StreakAnswer(view.Space.Name, view.CallerOrNull, view.TimeZone, view.Today, until, streak),
            ActivityAnswersJson.Answers.StreakAnswer);
    }

    [Function("ActivityReadHeatmap")]
    public async Task<IResult> ReadHeatmapAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/heatmap")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (caller, from, to, days) = (query.Text("caller"), query.Day("from"), query.Day("to"), query.Int32("days"));
        query.ThrowIfFaulty();
        var asked = DayRange.Checked(from, to, days);
        var view = await OpenAsync(request, caller, cancellation);
        var (first, last) = asked.AsOf(view.Today);
        var totals = await views.ReadDaysAsync(view, first.DayNumber, last.DayNumber, cancellation);
        return Results.Json(HeatmapAnswer.Of(view, first, last, totals), ActivityAnswersJson.Answers.HeatmapAnswer);
    }

    [Function("ActivityReadEvents")]
    public async Task<IResult> ReadEventsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/events")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (caller, after, limit) = (query.Text("caller"), query.Text("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var size = QueryReader.Size(limit, EventsDefault, EventsMax);
        var place = after is null ? ((long, int)?)null : RecentEvents.TryReadCursor(after, out var known) ? known
            : throw new ProblemException(Problem.BadRequest("after", "must be the 'next' of an earlier page"));
        var view = await OpenAsync(request, caller, cancellation);
        var (events, next) = await recent.ReadAsync(view, place, size, cancellation);
        return Results.Json(new EventsAnswer(view.Space.Name, view.CallerOrNull, events, next), ActivityAnswersJson.Answers.EventsAnswer);
    }

    [Function("ActivityReadForecast")]
    public async Task<IResult> ReadForecastAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/forecast")] HttpRequest request,
        CancellationToken cancellation)
    {
        var view = await OpenAsync(request, cancellation);
        var today = view.Today.DayNumber;
        var totals = await views.ReadDaysAsync(view, today - Forecast.WindowDays + 1, today, cancellation);
        return Results.Json(ForecastAnswer.Of(view, Forecast.Of(view.Today, totals)), ActivityAnswersJson.Answers.ForecastAnswer);
    }

    /// <summary>The view of an address that takes nothing but the caller.</summary>
    private async Task<ActivityView> OpenAsync(HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var caller = query.Text("caller");
        query.ThrowIfFaulty();
        return await OpenAsync(request, caller, cancellation);
    }

    private async Task<ActivityView> OpenAsync(HttpRequest request, string? caller, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        return await views.OpenAsync(space, ActivityViews.CheckedCaller(caller), request.Headers[ActivityViews.KeyHeader],
            cancellation);
    }
}
