using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Buddies;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>
/// The addresses below <c>/api/spaces/{space}/activity</c> that show activity, each of a <c>caller</c> or of the whole space.
/// </summary>
internal sealed class ActivityReadsFunctions(ActivityViews views, AchievementReader achievements, RecentEvents recent)
{
    internal const int EventsDefault = 50;
    internal const int EventsMax = 500;

    private static ApiOperation Read(string summary) => new ApiOperation("Activity", summary)
        .For(Role.Reader)
        .Query("caller", "Whose; the whole space's if absent.")
        .Header(ActivityViews.KeyHeader, "The person's key, which opens what they have made private.");

    private static ApiOperation ReadStats => Read("Numbers of a caller, or of the space")
        .Answers(200, "The numbers.", ActivityAnswersJson.Answers.StatsAnswer);

    [Function("ActivityReadStats"), Operation("getActivityStats", nameof(ReadStats))]
    public async Task<IResult> ReadStatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/activity/stats")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var view = await OpenAsync(request, space, cancellation);
        return Results.Json(new StatsAnswer(view.Space.Name, view.CallerOrNull, view.Stats), ActivityAnswersJson.Answers.StatsAnswer);
    }

    [Function("StatsRead"), Operation("getStats", nameof(ReadStats))]
    public Task<IResult> ReadSpaceStatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/stats")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadStatsAsync(request, space, cancellation);

    private static ApiOperation ReadBuddy => Read("The buddy of a caller, or of the space")
        .Answers(200, "The buddy.", ActivityAnswersJson.Answers.BuddyAnswer);

    [Function("ActivityReadBuddy"), Operation("getBuddy", nameof(ReadBuddy))]
    public async Task<IResult> ReadBuddyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/activity/buddy")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var view = await OpenAsync(request, space, cancellation);
        var buddy = Buddy.Of(view.CallerOrNull ?? view.Space.Name, view.Stats, view.IdleDays, view.Account.Person.Species);
        return Results.Json(new BuddyAnswer(view.Space.Name, view.CallerOrNull, buddy), ActivityAnswersJson.Answers.BuddyAnswer);
    }

    private static ApiOperation ReadAchievements =>
        Read("What a caller, or the space, has achieved and what is missing")
        .Answers(200, "The achievements.", ActivityAnswersJson.Answers.AchievementsAnswer);

    [Function("ActivityReadAchievements"), Operation("getAchievements", nameof(ReadAchievements))]
    public async Task<IResult> ReadAchievementsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/activity/achievements")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var view = await achievements.UnlockAsync(await OpenAsync(request, space, cancellation), cancellation);
        return Results.Json(AchievementsAnswer.Of(view), ActivityAnswersJson.Answers.AchievementsAnswer);
    }

    private static ApiOperation ReadStreak => Read("How many days in a row a caller, or the space, is active")
        .Answers(200, "The streak.", ActivityAnswersJson.Answers.StreakAnswer);

    [Function("ActivityReadStreak"), Operation("getStreak", nameof(ReadStreak))]
    public async Task<IResult> ReadStreakAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/activity/streak")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var view = await OpenAsync(request, space, cancellation);
        var streak = view.Streak;
        DateOnly? until = streak.Current == 0 ? null : streak.LastActive >= view.Today ? streak.LastActive.Value.AddDays(1) : view.Today;
        return Results.Json(new StreakAnswer(view.Space.Name, view.CallerOrNull, view.TimeZone, view.Today, until, streak),
            ActivityAnswersJson.Answers.StreakAnswer);
    }

    private static ApiOperation ReadHeatmap => Read("Activity day by day")
        .Query<DateOnly>("from", "The first day.")
        .Query<DateOnly>("to", "The last day; today if absent.")
        .Query<int>("days", $"How many days, where from and to are not both given; {DayRange.DaysDefault} if absent.", 1, Heatmap.DaysMax)
        .Answers(200, "Every day of the range.", ActivityAnswersJson.Answers.HeatmapAnswer);

    [Function("ActivityReadHeatmap"), Operation("getHeatmap", nameof(ReadHeatmap))]
    public async Task<IResult> ReadHeatmapAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/activity/heatmap")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (caller, from, to, days) = QueryReader.Of(request, query =>
            (query.Text("caller"), query.Day("from"), query.Day("to"), query.Int32("days")));
        var asked = DayRange.Checked(from, to, days);
        var view = await OpenAsync(request, space, caller, cancellation);
        var (first, last) = asked.AsOf(view.Today);
        var totals = await views.ReadDaysAsync(view, first.DayNumber, last.DayNumber, cancellation);
        return Results.Json(HeatmapAnswer.Of(view, first, last, totals), ActivityAnswersJson.Answers.HeatmapAnswer);
    }

    private static ApiOperation ReadEvents => Read("Recent events, newest first")
        .PageByText(EventsDefault, EventsMax)
        .Answers(200, "A page; it may be short, or empty, and yet not be the last.", ActivityAnswersJson.Answers.EventsAnswer);

    [Function("ActivityReadEvents"), Operation("listActivityEvents", nameof(ReadEvents))]
    public async Task<IResult> ReadEventsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/activity/events")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (caller, after, size) =
            QueryReader.Of(request, query => (query.Text("caller"), query.Text("after"), query.Size(EventsDefault, EventsMax)));
        var place = after is null ? null : LogCursor.TryRead(after, out var known) ? known
            : throw new ProblemException(Problem.BadRequest("after", "must be the 'next' of an earlier page"));
        var view = await OpenAsync(request, space, caller, cancellation);
        var (events, next) = await recent.ReadAsync(view, place, size, cancellation);
        return Results.Json(new EventsAnswer(view.Space.Name, view.CallerOrNull, events, next?.ToString()),
            ActivityAnswersJson.Answers.EventsAnswer);
    }

    private static ApiOperation ReadForecast => Read("What a caller, or the space, will likely save")
        .Answers(200, "The forecast.", ActivityAnswersJson.Answers.ForecastAnswer);

    [Function("ActivityReadForecast"), Operation("getForecast", nameof(ReadForecast))]
    public async Task<IResult> ReadForecastAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/activity/forecast")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var view = await OpenAsync(request, space, cancellation);
        var today = view.Today.DayNumber;
        var totals = await views.ReadDaysAsync(view, today - Forecast.WindowDays + 1, today, cancellation);
        return Results.Json(ForecastAnswer.Of(view, Forecast.Of(view.Today, totals)), ActivityAnswersJson.Answers.ForecastAnswer);
    }

    /// <summary>The view of an address that takes nothing but the caller.</summary>
    private Task<ActivityView> OpenAsync(HttpRequest request, Space space, CancellationToken cancellation) =>
        OpenAsync(request, space, QueryReader.Of(request, query => query.Text("caller")), cancellation);

    private Task<ActivityView> OpenAsync(HttpRequest request, Space space, string? caller, CancellationToken cancellation) =>
        views.OpenAsync(space, ActivityViews.CheckedCaller(caller), request.Headers[ActivityViews.KeyHeader], request.Caller(),
            cancellation);
}
