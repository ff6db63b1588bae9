namespace Grain.Functions.CredRank;

/// <summary>Where the iteration starts: at the scores of an earlier solution, or with each contribution's own mint.</summary>
internal static class StartingFlow
{
    /// <summary>The starting flow of every row, per unit of flow through the seed.</summary>
    public static double[] Create(CredSystem system, CredWarmStart? warm)
    {
        var contributions = system.MintShares.Length;
        var flow = new double[system.Matrix.Rows];
        system.MintShares.CopyTo(flow, 0);
        if (warm is null) return flow;

        // Flow per unit of mint is what stays the same when the graph grows elsewhere; flow per unit of seed does not.
        var scale = warm.TotalMint / system.TotalMint / warm.SeedScore;
        for (var c = 0; c < contributions; c++)
            flow[c] = Scaled(warm.ContributionScore(system.Graph.Contributions[c]), scale) ?? flow[c];

        if (warm.ParticipantEpochScore is null) return flow;
        for (var p = 0; p < system.Active.Participants; p++)
        {
            for (var i = system.Active.Begin(p); i < system.Active.End(p); i++)
            {
                var epochStart = system.Epochs.Starts[system.Active.EpochOf(i)];
                flow[contributions + i] = Scaled(warm.ParticipantEpochScore(system.Graph.Participants[p], epochStart), scale) ?? 0;
            }
        }

        return flow;
    }

    // A score that is no score (a damaged store) costs iterations, never the result.
    private static double? Scaled(double? score, double scale) =>
        score * scale is { } flow and >= 0 && double.IsFinite(flow) ? flow : null;
}
