namespace Grain.Functions.Ledgers.Scores;

/// <summary>The two models of scores that can stand side by side.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LeaderboardModel>))]
public enum LeaderboardModel
{
    /// <summary>Running totals of the append-only ledger of grants.</summary>
    [JsonStringEnumMemberName("ledger")]
    Ledger,

    /// <summary>The sum of the buckets that <c>contribute</c> overwrites.</summary>
    [JsonStringEnumMemberName("recompute")]
    Recompute,
}

/// <summary>What a configuration says of scores.</summary>
public static class ScoresConfig
{
    internal static ConfigSection<bool> ShadowSection { get; } = new("shadow", 10, ScoresConfigJson.Default, () => false);

    internal static ConfigSection<LeaderboardModel?> LeaderboardSection { get; } =
        new("leaderboard", 11, ScoresConfigJson.Default, () => null);

    extension(SpaceConfig config)
    {
        /// <summary>
        /// The community comes from scores that are recomputed from buckets (<c>POST …/scores/{contributor}/contribute</c>), and lets
        /// the ledger run in their shadow: unless <c>leaderboard</c> says otherwise, people see the recomputed totals.
        /// </summary>
        /// <example>true</example>
        public bool Shadow
        {
            get => config.Get(ShadowSection);
            set => config.Set(ShadowSection, value);
        }

        /// <summary>
        /// Which totals people see; can be flipped and flipped back at any time. Default: <c>recompute</c> in shadow mode, else
        /// <c>ledger</c>.
        /// </summary>
        /// <example>"recompute"</example>
        public LeaderboardModel? Leaderboard
        {
            get => config.Get(LeaderboardSection);
            set => config.Set(LeaderboardSection, value);
        }

        /// <summary>Which totals people see, the default filled in.</summary>
        internal LeaderboardModel VisibleModel =>
            config.Leaderboard ?? (config.Shadow ? LeaderboardModel.Recompute : LeaderboardModel.Ledger);
    }
}

/// <summary>The types of the sections.</summary>
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(LeaderboardModel?))]
internal sealed partial class ScoresConfigJson : JsonSerializerContext;
