namespace Grain.Functions.Ledgers.Grants;

/// <summary>What a configuration says of grants.</summary>
public static class GrantsConfig
{
    internal static ConfigSection<IReadOnlyList<Tier>> TiersSection { get; } = new("tiers", 9, GrantsConfigJson.Default, () => [])
    {
        Check = (config, _, _) => ConfigSize.Check(
            [("$.tiers", config.Tiers.Count, ConfigSize.WordsMax)], () => Grants.Tiers.Check(config.Tiers, "$.tiers")),
    };

    internal static ConfigSection<TypesConfig?> TypesSection { get; } = new("types", 14, GrantsConfigJson.Default, () => null)
    {
        Check = (config, _, _) => config.Types?.Check("$.types") ?? [],
    };

    extension(SpaceConfig config)
    {
        /// <summary>The tiers that contributors reach with points, in any order; none by default.</summary>
        /// <value>at most 100 tiers</value>
        /// <example>[{"name":"silver","from":10},{"name":"gold","from":100}]</example>
        public IReadOnlyList<Tier> Tiers
        {
            get => config.Get(TiersSection);
            set => config.Set(TiersSection, value);
        }

        /// <summary>What the space's own programs tell beside Grain's own sources; nothing by default.</summary>
        public TypesConfig? Types
        {
            get => config.Get(TypesSection);
            set => config.Set(TypesSection, value);
        }
    }
}

/// <summary>The types of the sections.</summary>
[JsonSerializable(typeof(IReadOnlyList<Tier>))]
[JsonSerializable(typeof(TypesConfig))]
internal sealed partial class GrantsConfigJson : JsonSerializerContext;
