namespace Grain.Functions.Ledgers.Grants;

/// <summary>What a configuration says of grants.</summary>
public static class GrantsConfig
{
    internal static ConfigSection<IReadOnlyList<Tier>> TiersSection { get; } = new("tiers", 9, GrantsConfigJson.Default, [])
    {
        Check = (config, _, _) => ConfigSize.Check(
            [("$.tiers", config.Tiers.Count, ConfigSize.WordsMax)], () => Grants.Tiers.Check(config.Tiers, "$.tiers")),
    };

    private static readonly ConfigSection<GuardConfig> GuardsPart = new("webhooks.guards", 0, GrantsConfigJson.Default, new());

    extension(SpaceConfig config)
    {
        /// <summary>The tiers that contributors reach with points, in any order; none by default.</summary>
        public IReadOnlyList<Tier> Tiers
        {
            get => config.Get(TiersSection);
            set => config.Set(TiersSection, value);
        }

        /// <summary>What keeps points from being farmed by webhook.</summary>
        internal GuardConfig Guards => config.Get(GuardsPart);

        /// <summary>The names of one instance of a source; none if it has none.</summary>
        internal IReadOnlyList<string> HostsOf(string source) =>
            config.Find("webhooks", source, "hosts") is { ValueKind: JsonValueKind.Array } hosts
                ? [.. hosts.EnumerateArray().Select(host => host.GetString()!)]
                : [];
    }
}

/// <summary>The types of the sections.</summary>
[JsonSerializable(typeof(IReadOnlyList<Tier>))]
[JsonSerializable(typeof(GuardConfig))]
internal sealed partial class GrantsConfigJson : JsonSerializerContext;
