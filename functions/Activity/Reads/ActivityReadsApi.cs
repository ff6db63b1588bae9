using Grain.Functions.Activity.Buddies;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Spaces;

namespace Grain.Functions.Activity.Reads;

/// <summary>The addresses below <c>/api/spaces/{space}/activity</c> that show activity, each of a <c>caller</c> or of the whole space.</summary>
internal static class ActivityReadsApi
{
    internal const int EventsDefault = 50;
    internal const int EventsMax = 500;
    internal const int DaysDefault = 365;

    public static void MapActivityReads(this RouteGroupBuilder function)
    {
        function.MapGet("spaces/{space}/activity/stats", ReadStatsAsync).Describe("ActivityReadStats");
        function.MapGet("spaces/{space}/activity/buddy", ReadBuddyAsync).Describe("ActivityReadBuddy");
        function.MapGet("spaces/{space}/activity/achievements", ReadAchievementsAsync).Describe("ActivityReadAchievements");
        function.MapGet("spaces/{space}/activity/streak", ReadStreakAsync).Describe("ActivityReadStreak");
        function.MapGet("spaces/{space}/activity/heatmap", ReadHeatmapAsync).Describe("ActivityReadHeatmap");
        function.MapGet("spaces/{space}/activity/events", ReadEventsAsync).Describe("ActivityReadEvents");
        function.MapGet("spaces/{space}/activity/forecast", ReadForecastAsync).Describe("ActivityReadForecast");
    }

    public static async Task<IResult> ReadStatsAsync(
        HttpContext context, string? caller, SpaceDirectory spaces, ActivityViews views, CancellationToken cancellationToken)
    {
        var view = await OpenAsync(context, caller, spaces, views, cancellationToken);
        return Results.Json(new StatsAnswer(view.Space.Name, view.CallerOrNull, view.Stats), ActivityJson.Answers.StatsAnswer);
    }

    private static async Task<IResult> ReadBuddyAsync(
        HttpContext context, string? caller, SpaceDirectory spaces, ActivityViews views, CancellationToken cancellationToken)
    {
        var view = await OpenAsync(context, caller, spaces, views, cancellationToken);
        var buddy = Buddy.Of(view.CallerOrNull ?? view.Space.Name, view.Stats, view.IdleDays, view.Account.Person.Species);
        return Results.Json(new BuddyAnswer(view.Space.Name, view.CallerOrNull, buddy), ActivityJson.Answers.BuddyAnswer);
    }

    private static async Task<IResult> ReadAchievementsAsync(
        HttpContext context, string? caller, SpaceDirectory spaces, ActivityViews views, CancellationToken cancellationToken)
    {
        var view = await views.UnlockAsync(await OpenAsync(context, caller, spaces, views, cancellationToken), cancellationToken);
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

    private static async Task<IResult> ReadStreakAsync(
        HttpContext context, string? caller, SpaceDirectory spaces, ActivityViews views, CancellationToken cancellationToken)
    {
        var view = await OpenAsync(context, caller, spaces, views, cancellationToken);
        var streak = view.Streak;
        DateOnly? until = streak.Current == 0 ? null : streak.LastActive >= view.Today ? streak.LastActive.Value.AddDays(1) : view.Today;
        return Results.Json(new StreakAnswer(view.Space.Name, view.CallerOrNull, view.TimeZone, view.Today, until, streak), ActivityJson.Answers.StreakAnswer);
    }

    private static async Task<IResult> ReadHeatmapAsync(
        HttpContext context, string? caller, DateOnly? from, DateOnly? to, int? days, SpaceDirectory spaces, ActivityViews views, ActivityLedger ledger,
        CancellationToken cancellationToken)
    {
        if (days is < 1 or > Heatmap.DaysMax) return Problem.BadRequest("days", $"must lie between 1 and {Heatmap.DaysMax}");
        if (days is not null && from is not null && to is not null) return Problem.BadRequest("days", "must not be given beside from and to");
        var view = await OpenAsync(context, caller, spaces, views, cancellationToken);
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

    private static async Task<IResult> ReadEventsAsync(
        HttpContext context, string? caller, string? after, int? limit, SpaceDirectory spaces, ActivityViews views, RecentEvents recent,
        CancellationToken cancellationToken)
    {
        if (limit is < 1 or > EventsMax) return Problem.BadRequest("limit", $"must lie between 1 and {EventsMax}");
        (long, int)? place = null;
        if (after is not null)
        {
            if (!RecentEvents.TryReadCursor(after, out var known)) return Problem.BadRequest("after", "must be the 'next' of an earlier page");
            place = known;
        }

        var view = await OpenAsync(context, caller, spaces, views, cancellationToken);
        var (events, next) = await recent.ReadAsync(view, place, limit ?? EventsDefault, cancellationToken);
        return Results.Json(new EventsAnswer(view.Space.Name, view.CallerOrNull, events, next), ActivityJson.Answers.EventsAnswer);
    }

    private static async Task<IResult> ReadForecastAsync(
        HttpContext context, string? caller, SpaceDirectory spaces, ActivityViews views, ActivityLedger ledger, CancellationToken cancellationToken)
    {
        var view = await OpenAsync(context, caller, spaces, views, cancellationToken);
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

    private static async Task<ActivityView> OpenAsync(
        HttpContext context, string? caller, SpaceDirectory spaces, ActivityViews views, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken);
        return await views.OpenAsync(space, ActivityApi.CheckedCaller(caller), context.Request.Headers[ActivityApi.KeyHeader], cancellationToken);
    }
}
