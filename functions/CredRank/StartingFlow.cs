using Grain.Functions.Graph;

namespace Grain.Functions.CredRank;

/// <summary>Where the iteration starts: at the scores of an earlier solution, or with each contribution's own mint.</summary>
internal static class StartingFlow
{
    /// <summary>The starting flow of every row, per unit of flow through the seed.</summary>
    public static double[] Create(
        WeightedGraph graph, EpochBoundaries epochs, ParticipantEpochs active, double[] mintShares, double totalMint, CredWarmStart? warm)
    {
        var flow = new double[mintShares.Length + active.Count];
        mintShares.CopyTo(flow, 0);
        if (warm is null) return flow;

        // Flow per unit of mint is what stays the same when the graph grows elsewhere; flow per unit of seed does not.
        var scale = warm.TotalMint / totalMint / warm.SeedScore;
        for (var c = 0; c < mintShares.Length; c++)
            flow[c] = Scaled(warm.ContributionScore(graph.Contributions[c]), scale) ?? flow[c];

        if (warm.ParticipantEpochScore is null) return flow;
        for (var p = 0; p < active.Participants; p++)
        {
            for (var i = active.Begin(p); i < active.End(p); i++)
            {
                var score = warm.ParticipantEpochScore(graph.Participants[p], epochs.Starts[active.EpochOf(i)]);
                flow[mintShares.Length + i] = Scaled(score, scale) ?? 0;
            }
        }

        return flow;
    }

    // A score that is no score (a damaged store) costs iterations, never the result.
    private static double? Scaled(double? score, double scale) =>
        score * scale is { } flow and >= 0 && double.IsFinite(flow) ? flow : null;
}
