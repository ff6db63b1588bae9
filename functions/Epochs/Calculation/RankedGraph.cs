using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>What the ranking of an epoch makes, wherever it is ranked. Pure.</summary>
/// <param name="Scores">Everybody's cred, as it is pinned.</param>
/// <param name="Flow">The scores of all nodes, likewise.</param>
/// <param name="Notes">
/// What the graph tells people of the epoch. Epochs of earlier calculations keep the rows that they always had; their notes are found when
/// they are asked for.
/// </param>
internal sealed record RankedGraph(byte[] Scores, byte[] Flow, string? Notes)
{
    /// <summary>Ranks a graph as of the end of the last of <paramref name="epochs"/>.</summary>
    public static RankedGraph Of(
        ContributionGraph graph, int calculation, ReadOnlyMemory<byte> config, ReadOnlyMemory<byte> identities, IReadOnlyList<Epoch> epochs,
        CancellationToken cancellation)
    {
        var (scores, flow) = EpochWork.Rank(graph, calculation, config, identities, epochs, cancellation);
        return new RankedGraph(scores, flow, calculation > CalculationVersion.Second
            ? EpochNotes.Write(EpochNotes.Of(graph, EpochWork.ReadConfig(config, calculation), calculation, epochs)) : null);
    }
}
