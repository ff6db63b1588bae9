using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.Graph;

namespace Grain.Local.CredRank;

/// <summary>What a file of <c>grain credrank</c> asks to compute.</summary>
internal sealed record CredRankInput
{
    public required WeightedGraph Graph { get; init; }

    public required EpochBoundaries Epochs { get; init; }

    public required CredRankParameters Parameters { get; init; }

    public required PersonalAttributions Attributions { get; init; }

    public required CredRankOptions Options { get; init; }

    /// <summary>How many edges were left out because one of their ends is no node of the graph.</summary>
    public required int DanglingEdges { get; init; }
}
