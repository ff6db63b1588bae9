namespace Grain.Functions.Epochs.Open;

/// <summary>How often the epoch that is not closed yet is ranked.</summary>
public sealed record OpenEpochConfig
{
    /// <summary>How often the timer looks.</summary>
    internal const int TickMinutes = 5;

    private const int MinutesMax = 1440;

    /// <summary>
    /// It is ranked again this many minutes after the last time, if anything came since. 0: only when somebody asks for it
    /// (<c>POST …/recompute</c>).
    /// </summary>
    /// <value>0, or 5 to 1440</value>
    /// <example>15</example>
    public int EveryMinutes { get; set; } = TickMinutes;

    internal static ConfigSection<OpenEpochConfig?> Section { get; } = new("openEpoch", 17, OpenEpochConfigJson.Default, () => null)
    {
        Check = (config, _, _) => config.OpenEpoch is { EveryMinutes: not (0 or (>= TickMinutes and <= MinutesMax)) }
            ? [("$.openEpoch.everyMinutes", $"must be 0, or lie between {TickMinutes} and {MinutesMax}")] : [],
    };
}

/// <summary>What a configuration says of it.</summary>
public static class OpenEpochSection
{
    extension(SpaceConfig config)
    {
        /// <summary>How often the epoch that is not closed yet is ranked; every five minutes if nothing is said.</summary>
        public OpenEpochConfig? OpenEpoch
        {
            get => config.Get(OpenEpochConfig.Section);
            set => config.Set(OpenEpochConfig.Section, value);
        }
    }
}

/// <summary>The types of the section.</summary>
[JsonSerializable(typeof(OpenEpochConfig))]
internal sealed partial class OpenEpochConfigJson : JsonSerializerContext;
