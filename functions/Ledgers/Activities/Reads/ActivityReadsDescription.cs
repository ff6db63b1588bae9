using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>What the API document says of the addresses that show activity, and of the images.</summary>
internal static class ActivityReadsDescription
{
    private const string Tag = "Activity";

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["ActivityReadStats"] = ReadStats,
        ["StatsRead"] = ReadSpaceStats,
        ["ActivityReadBuddy"] = ReadBuddy,
        ["ActivityReadAchievements"] = ReadAchievements,
        ["ActivityReadStreak"] = ReadStreak,
        ["ActivityReadHeatmap"] = ReadHeatmap,
        ["ActivityReadEvents"] = ReadEvents,
        ["ActivityReadForecast"] = ReadForecast,
        ["BadgeDraw"] = DrawBadge,
        ["BadgeDrawById"] = () => DrawBadge().Named("drawBadgeById"),
        ["HeatmapDraw"] = DrawHeatmap,
        ["HeatmapDrawById"] = () => DrawHeatmap().Named("drawHeatmapById"),
    };

    private static ApiOperation ReadSpaceStats() => Read("getStats", "Numbers of a caller, or of the space")
        .Answers(200, "The numbers.", Shape.Of(ActivityAnswersJson.Answers.StatsAnswer));

    private static ApiOperation ReadStats() => Read("getActivityStats", "Numbers of a caller, or of the space")
        .Answers(200, "The numbers.", Shape.Of(ActivityAnswersJson.Answers.StatsAnswer));

    private static ApiOperation ReadBuddy() => Read("getBuddy", "The buddy of a caller, or of the space")
        .Answers(200, "The buddy.", Shape.Of(ActivityAnswersJson.Answers.BuddyAnswer));

    private static ApiOperation ReadAchievements() =>
        Read("getAchievements", "What a caller, or the space, has achieved and what is missing")
        .Answers(200, "The achievements.", Shape.Of(ActivityAnswersJson.Answers.AchievementsAnswer));

    private static ApiOperation ReadStreak() => Read("getStreak", "How many days in a row a caller, or the space, is active")
        .Answers(200, "The streak.", Shape.Of(ActivityAnswersJson.Answers.StreakAnswer));

    private static ApiOperation ReadHeatmap() => Read("getHeatmap", "Activity day by day")
        .Query<DateOnly>("from", "The first day.")
        .Query<DateOnly>("to", "The last day; today if absent.")
        .Query<int>("days", $"How many days, where from and to are not both given; {DayRange.DaysDefault} if absent.", 1, Heatmap.DaysMax)
        .Answers(200, "Every day of the range.", Shape.Of(ActivityAnswersJson.Answers.HeatmapAnswer));

    private static ApiOperation ReadEvents() => Read("listActivityEvents", "Recent events, newest first")
        .Query("after", "The `next` of the page before.")
        .Limit(ActivityReadsFunctions.EventsDefault, ActivityReadsFunctions.EventsMax)
        .Answers(200, "A page; it may be short, or empty, and yet not be the last.", Shape.Of(ActivityAnswersJson.Answers.EventsAnswer));

    private static ApiOperation ReadForecast() => Read("getForecast", "What a caller, or the space, will likely save")
        .Answers(200, "The forecast.", Shape.Of(ActivityAnswersJson.Answers.ForecastAnswer));

    private static ApiOperation DrawBadge() => Draw("drawBadge", "A badge of somebody's buddy");

    private static ApiOperation DrawHeatmap() => Draw("drawHeatmap", "A heatmap of somebody's year");

    private static ApiOperation Read(string id, string summary) => new ApiOperation(Tag, id, summary)
        .Query("caller", "Whose; the whole space's if absent.")
        .Header(ActivityViews.KeyHeader, "The person's key, which opens what they have made private.")
        .Refuses(403, "The person has made it private, and the key is missing or wrong.");

    private static ApiOperation Draw(string id, string summary) => new ApiOperation(Tag, id, summary)
        .Key("file", "The contributor id, and `.svg`.")
        .Header("If-None-Match", "The ETag of the image that the caller has.")
        .Answers(200, "The image.", Shape.Text, "image/svg+xml", ApiHeader.ETag)
        .Answers(304, "The caller has it already.");
}
