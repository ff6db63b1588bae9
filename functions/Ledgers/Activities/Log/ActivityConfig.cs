using Grain.Functions.Ledgers.Activities.Achievements;
using Grain.Functions.Ledgers.Activities.Streaks;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>How a space shows activity. Nothing of it ever pays points or grain.</summary>
/// <remarks>Settable, because a reader generated at build time keeps the defaults of settable properties only; treat as
/// read-only.</remarks>
public sealed record ActivityConfig
{
    private const int LateDaysMax = 366;
    private const int AchievementsMax = 200;

    /// <summary>Whether activity is taken and shown at all.</summary>
    /// <example>false</example>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How many days a fact may come later than its caller's latest one and still count on its own day. After that the day is closed for
    /// ever, and the fact counts in the totals only.
    /// </summary>
    /// <value>0 to <see cref="LateDaysMax"/></value>
    /// <example>14</example>
    public int LateDays { get; set; } = 7;

    /// <summary>How forgiving streaks are.</summary>
    public StreakConfig Streaks { get; set; } = new();

    /// <summary>The space's own achievements, beside those that come with Grain.</summary>
    /// <value>at most <see cref="AchievementsMax"/> achievements</value>
    /// <example>[{"id":"harvest","title":"Harvest","when":{"contributions":5}}]</example>
    public IReadOnlyList<Achievement> Achievements { get; set; } = [];

    internal IReadOnlyList<Achievement> Catalogue => AchievementCatalogue.Of(Achievements);

    internal IEnumerable<(string Path, string Message)> Check(string path) => ConfigSize.Check(
        [($"{path}.achievements", Achievements.Count, ConfigSize.WordsMax)], () => CheckValues(path));

    private IEnumerable<(string Path, string Message)> CheckValues(string path)
    {
        if (LateDays is < 0 or > LateDaysMax) yield return ($"{path}.lateDays", $"must lie between 0 and {LateDaysMax}");
        foreach (var fault in Streaks.Check($"{path}.streaks")) yield return fault;
        if (Achievements.Count > AchievementsMax) yield return ($"{path}.achievements", $"has more than {AchievementsMax}");
        var ids = AchievementCatalogue.BuiltIn.Select(achievement => achievement.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, achievement) in Achievements.Index())
        {
            if (achievement is null)
            {
                yield return ($"{path}.achievements[{index}]", "must not be null");
                continue;
            }

            foreach (var fault in achievement.Check($"{path}.achievements[{index}]")) yield return fault;
            if (!ids.Add(achievement.Id)) yield return ($"{path}.achievements[{index}].id", $"'{achievement.Id}' is taken");
        }
    }
}

/// <summary>The slice's member of a configuration.</summary>
public static class ActivitySection
{
    internal static ConfigSection<ActivityConfig> Section { get; } = new("activity", 13, ActivityConfigJson.Default, () => new())
    {
        Check = (config, _, _) => config.Activity.Check("$.activity"),
    };

    extension(SpaceConfig config)
    {
        /// <summary>How activity is shown: streaks, achievements and the like.</summary>
        public ActivityConfig Activity
        {
            get => config.Get(Section);
            set => config.Set(Section, value);
        }
    }
}

/// <summary>The types of the section.</summary>
[JsonSerializable(typeof(ActivityConfig))]
internal sealed partial class ActivityConfigJson : JsonSerializerContext;
