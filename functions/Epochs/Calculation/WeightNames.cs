using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>Whether weights are given to types that there are: one that is misspelt would weigh nothing, and nobody would know.</summary>
internal static class WeightNames
{
    /// <summary>The fault of each name that is neither Grain's own nor listed by the space.</summary>
    public static IEnumerable<(string Path, string Message)> Check(GraphWeights weights, TypesConfig? types, string path) =>
        CheckTable(weights, types, path).Concat(weights.Changes.Index().Where(change => change.Item is not null)
            .SelectMany(change => CheckTable(change.Item, types, $"{path}.changes[{change.Index}]")));

    private static IEnumerable<(string Path, string Message)> CheckTable(WeightTable table, TypesConfig? types, string path) =>
    [
        .. TypesConfig.Unknown($"{path}.nodes", table.Nodes.Keys, NodeTypes.All, types?.Nodes, "nodes"),
        .. TypesConfig.Unknown($"{path}.edges", table.Edges.Keys, EdgeTypes.All, types?.Edges, "edges"),
        .. TypesConfig.Unknown(
            $"{path}.edgeMints", table.EdgeMints?.Keys ?? Enumerable.Empty<string>(), EdgeTypes.All, types?.Edges, "edges"),
        .. TypesConfig.Unknown($"{path}.mintCaps", table.MintCaps.Keys, TypesConfig.OwnSources, types?.Sources, "sources"),
    ];
}
