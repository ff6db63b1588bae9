namespace Grain.Functions.Spaces;

/// <summary>What a change of a configuration is told as.</summary>
internal static class ConfigActs
{
    private const string Version = "version";

    /// <summary>Says which values change, by their paths; secrets are masked, and one that changes is told as changed.</summary>
    public static Act Tell(this Act act, Space space, SpaceConfig before, SpaceConfig after)
    {
        act.Nothing(isSo: false);
        act.Anew().Turns(Version, space.ConfigVersion, space.ConfigVersion + 1);
        var shown = ConfigDifference.Pairs(before.WithoutSecrets().ToJson(), after.WithoutSecrets().ToJson())
            .DistinctBy(pair => pair.Path).ToDictionary(pair => pair.Path);
        foreach (var path in ConfigDifference.Between(before.ToJson(), after.ToJson()))
            if (shown.TryGetValue(path, out var pair)) act.Turns(path, pair.Before?.GetRawText(), pair.After?.GetRawText());
            else act.Sets(path, "other secrets");
        return act;
    }

    /// <summary>
    /// Whether a change of a configuration was made that nobody came back to tell of: not if its version is as it was. If others came after
    /// it, nobody can say.
    /// </summary>
    public static async Task<bool?> FindAsync(SpaceDirectory spaces, string? name, ActTold told, CancellationToken cancellation) =>
        name is null || told.Changes.FirstOrDefault(change => change.What == Version) is not { Before: { } version } ? null
        : await spaces.FindAsync(name, fresh: true, cancellation) is { } space
            && space.ConfigVersion.ToString(CultureInfo.InvariantCulture) == version ? false : null;
}
