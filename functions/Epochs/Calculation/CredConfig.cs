using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>What a configuration says of cred.</summary>
public static class CredConfig
{
    internal static ConfigSection<CredRankConfig> CredRankSection { get; } = new("credRank", 6, CredConfigJson.Default, () => new())
    {
        Check = (config, _, _) => config.CredRank.Check("$.credRank"),
    };

    internal static ConfigSection<GraphWeights> WeightsSection { get; } = new("weights", 7, CredConfigJson.Default, () => new())
    {
        Check = (config, _, _) => ConfigSize.Check(Lists(config.Weights),
            () => config.Weights.Check("$.weights").Concat(WeightNames.Check(config.Weights, config.Types, "$.weights"))),
    };

    extension(SpaceConfig config)
    {
        /// <summary>The parameters of CredRank.</summary>
        public CredRankConfig CredRank
        {
            get => config.Get(CredRankSection);
            set => config.Set(CredRankSection, value);
        }

        /// <summary>What kinds of contributions and connections are worth in the graph.</summary>
        public GraphWeights Weights
        {
            get => config.Get(WeightsSection);
            set => config.Set(WeightsSection, value);
        }
    }

    private static IEnumerable<(string Path, int Count, int Most)> Lists(GraphWeights weights) =>
    [
        ("$.weights.changes", weights.Changes.Count, ConfigSize.WordsMax),
        ("$.weights.bonuses", weights.Bonuses?.Count ?? 0, ConfigSize.WordsMax), .. Lists(weights, "$.weights"),
        .. weights.Changes.Index().Where(change => change.Item is not null)
            .SelectMany(change => Lists(change.Item, $"$.weights.changes[{change.Index}]")),
    ];

    private static IEnumerable<(string Path, int Count, int Most)> Lists(WeightTable table, string path) =>
    [
        ($"{path}.nodes", table.Nodes.Count, ConfigSize.WordsMax), ($"{path}.edges", table.Edges.Count, ConfigSize.WordsMax),
        ($"{path}.nodeOverrides", table.NodeOverrides.Count, ConfigSize.NamesMax),
        ($"{path}.mintCaps", table.MintCaps.Count, ConfigSize.WordsMax),
        ($"{path}.nodePrefixes", table.NodePrefixes?.Count ?? 0, ConfigSize.WordsMax),
        ($"{path}.edgeMints", table.EdgeMints?.Count ?? 0, ConfigSize.WordsMax),
        ($"{path}.edgeOverrides", table.EdgeOverrides?.Count ?? 0, ConfigSize.NamesMax),
    ];
}

/// <summary>The types of the sections.</summary>
[JsonSerializable(typeof(CredRankConfig))]
[JsonSerializable(typeof(GraphWeights))]
internal sealed partial class CredConfigJson : JsonSerializerContext;
