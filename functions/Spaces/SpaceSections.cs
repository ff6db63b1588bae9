namespace Grain.Functions.Spaces;

/// <summary>What a configuration says of the space itself.</summary>
internal static class SpaceSections
{
    public static ConfigSection<string?> DisplayName { get; } = new("displayName", 1, SpaceJson.Default, () => null)
    {
        Check = (config, earlier, _) => config.DisplayName is not { } name || name == earlier?.DisplayName
            || SpaceName.FaultOfDisplayName(name) is not { } fault ? [] : [("$.displayName", fault)],
    };

    public static ConfigSection<bool> Enabled { get; } = new("enabled", 2, SpaceJson.Default, () => true);

    public static ConfigSection<SpaceVisibility?> Visibility { get; } = new("visibility", 15, SpaceJson.Default, () => null);

    public static ConfigSection<EpochSchedule> Epochs { get; } = new("epochs", 3, SpaceJson.Default, () => new())
    {
        Check = (config, _, _) => config.Epochs.Check("$.epochs"),
    };
}
