namespace Grain.Functions.Ledgers.Grants;

/// <summary>What a configuration says of grants.</summary>
public static class GrantsConfig
{
    internal static ConfigSection<IReadOnlyList<Tier>> TiersSection { get; } = new("tiers", 9, GrantsConfigJson.Default, () => [])
    {
        Check = (config, _, _) => ConfigSize.Check(
            [("$.tiers", config.Tiers.Count, ConfigSize.WordsMax)], () => Grants.Tiers.Check(config.Tiers, "$.tiers")),
    };

    extension(SpaceConfig config)
    {
        /// <summary>The tiers that contributors reach with points, in any order; none by default.</summary>
        public IReadOnlyList<Tier> Tiers
        {
            get => config.Get(TiersSection);
            set => config.Set(TiersSection, value);
        }
    }
}

/// <summary>The types of the sections.</summary>
[JsonSerializable(typeof(IReadOnlyList<Tier>))]
internal sealed partial class GrantsConfigJson : JsonSerializerContext;
