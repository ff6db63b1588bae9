using Grain.Functions.Activity.Buddies;
using Grain.Functions.Hosting;
using Grain.Functions.Spaces;

namespace Grain.Functions.Activity.Reads;

/// <summary>The addresses below <c>/api/spaces/{space}/activity</c> that show activity, each of a <c>caller</c> or of the whole space.</summary>
internal sealed class ActivityReadsFunctions(SpaceDirectory spaces, ActivityViews views, ActivityLedger ledger, RecentEvents recent)
{
    internal const int EventsDefault = 50;
    internal const int EventsMax = 500;
    internal const int DaysDefault = 365;

    [Function("ActivityReadStats")]
    public async Task<IResult> ReadStatsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/stats")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var caller = query.Text("caller");
        query.ThrowIfFaulty();
        var view = await OpenAsync(request, caller, cancellationToken);
        return Results.Json(new StatsAnswer(view.Space.Name, view.CallerOrNull, view.Stats), ActivityJson.Answers.StatsAnswer);
    }

    [Function("StatsRead")]
    public Task<IResult> ReadSpaceStatsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/stats")] HttpRequest request, CancellationToken cancellationToken) =>
        ReadStatsAsync(request, cancellationToken);

    [Function("ActivityReadBuddy")]
    public async Task<IResult> ReadBuddyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/buddy")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var caller = query.Text("caller");
        query.ThrowIfFaulty();
        var view = await OpenAsync(request, caller, cancellationToken);
        var buddy = Buddy.Of(view.CallerOrNull ?? view.Space.Name, view.Stats, view.IdleDays, view.Account.Person.Species);
        return Results.Json(new BuddyAnswer(view.Space.Name, view.CallerOrNull, buddy), ActivityJson.Answers.BuddyAnswer);
    }

    [Function("ActivityReadAchievements")]
    public async Task<IResult> ReadAchievementsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/achievements")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var caller = query.Text("caller");
        query.ThrowIfFaulty();
        var view = await views.UnlockAsync(await OpenAsync(request, caller, cancellationToken), cancellationToken);
        var (stats, unlocks) = (view.Stats, view.Account.Unlocks);
        var catalogue = view.Space.Config.Activity.Catalogue;
        var unlocked = catalogue.Where(each => unlocks.ContainsKey(each.Id)).ToArray();
        var locked = catalogue.Where(each => !unlocks.ContainsKey(each.Id))
            .Select(each => new LockedAnswer(each.Id, each.Title, each.Description, each.Icon, each.Category, each.Progress(stats), each.Missing(stats)));
        return Results.Json(
            new AchievementsAnswer(
                view.Space.Name, view.CallerOrNull,
                [
                    .. unlocked.Select(each => new UnlockedAnswer(each.Id, each.Title, each.Description, each.Icon, each.Category, unlocks[each.Id]))
                        .OrderByDescending(each => each.UnlockedAt),
                ],
                [.. locked.OrderByDescending(each => each.Progress)],
                Percent(unlocked.Length, catalogue.Count)),
            ActivityJson.Answers.AchievementsAnswer);
    }

    /// <summary>How many of a hundred, rounded; 100 only when all are.</summary>
    private static int Percent(int unlocked, int all) =>
        unlocked == all ? 100 : Math.Min(99, (int)Math.Round(100.0 * unlocked / all, MidpointRounding.AwayFromZero));

    [Function("ActivityReadStreak")]
    public async Task<IResult> ReadStreakAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/streak")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var caller = query.Text("caller");
        query.ThrowIfFaulty();
        var view = await OpenAsync(request, caller, cancellationToken);
        var streak = view.Streak;
        DateOnly? until = streak.Current == 0 ? null : streak.LastActive >= view.Today ? streak.LastActive.Value.AddDays(1) : view.Today;
        return Results.Json(new StreakAnswer(view.Space.Name, view.CallerOrNull, view.TimeZone, view.Today, until, streak), ActivityJson.Answers.StreakAnswer);
    }

    [Function("ActivityReadHeatmap")]
    public async Task<IResult> ReadHeatmapAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/heatmap")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (caller, from, to, days) = (query.Text("caller"), query.Day("from"), query.Day("to"), query.Int32("days"));
        query.ThrowIfFaulty();
        if (days is < 1 or > Heatmap.DaysMax) return Problem.BadRequest("days", $"must lie between 1 and {Heatmap.DaysMax}");
        if (days is not null && from is not null && to is not null) return Problem.BadRequest("days", "must not be given beside from and to");
        var view = await OpenAsync(request, caller, cancellationToken);
        var count = days ?? DaysDefault;
        var last = to ?? (from is { } start ? DateOnly.FromDayNumber(Math.Min(start.DayNumber + count - 1, DateOnly.MaxValue.DayNumber)) : view.Today);
        var first = from ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - count + 1));
        if (last < first) return Problem.BadRequest("to", "must not lie before from");
        if (last.DayNumber - first.DayNumber >= Heatmap.DaysMax) return Problem.BadRequest("to", $"a range has at most {Heatmap.DaysMax} days");
        var totals = await ledger.Store.ReadDaysAsync(view.Space.Name, view.Caller, first.DayNumber, last.DayNumber, cancellationToken);
        var map = Heatmap.Of(first, last.DayNumber - first.DayNumber + 1, totals);
        return Results.Json(
            new HeatmapAnswer(view.Space.Name, view.CallerOrNull, first, last, map.Sum(day => day.Count), map.Count(day => day.Count > 0), map),
            ActivityJson.Answers.HeatmapAnswer);
    }

    [Function("ActivityReadEvents")]
    public async Task<IResult> ReadEventsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/events")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var (caller, after, limit) = (query.Text("caller"), query.Text("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        if (limit is < 1 or > EventsMax) return Problem.BadRequest("limit", $"must lie between 1 and {EventsMax}");
        (long, int)? place = null;
        if (after is not null)
        {
            if (!RecentEvents.TryReadCursor(after, out var known)) return Problem.BadRequest("after", "must be the 'next' of an earlier page");
            place = known;
        }

        var view = await OpenAsync(request, caller, cancellationToken);
        var (events, next) = await recent.ReadAsync(view, place, limit ?? EventsDefault, cancellationToken);
        return Results.Json(new EventsAnswer(view.Space.Name, view.CallerOrNull, events, next), ActivityJson.Answers.EventsAnswer);
    }

    [Function("ActivityReadForecast")]
    public async Task<IResult> ReadForecastAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/activity/forecast")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var caller = query.Text("caller");
        query.ThrowIfFaulty();
        var view = await OpenAsync(request, caller, cancellationToken);
        var today = view.Today.DayNumber;
        var totals = await ledger.Store.ReadDaysAsync(view.Space.Name, view.Caller, today - Forecast.WindowDays + 1, today, cancellationToken);
        var forecast = Forecast.Of(view.Today, totals);
        return Results.Json(
            new ForecastAnswer(
                view.Space.Name, view.CallerOrNull, forecast.Next7Days.Expected, forecast.Next30Days.Expected, forecast.Next365Days.Expected,
                forecast.BasedOnDays, Forecast.WindowDays, forecast.DailyAverage, forecast.Trend, Forecast.Confidence,
                new ForecastIntervals(forecast.Next7Days, forecast.Next30Days, forecast.Next365Days)),
            ActivityJson.Answers.ForecastAnswer);
    }

    private async Task<ActivityView> OpenAsync(HttpRequest request, string? caller, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(request, cancellationToken);
        return await views.OpenAsync(space, ActivityFunctions.CheckedCaller(caller), request.Headers[ActivityFunctions.KeyHeader], cancellationToken);
    }
}
