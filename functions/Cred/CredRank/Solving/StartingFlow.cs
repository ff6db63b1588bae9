using Grain.Functions.Cred.CredRank.Building;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>Where the iteration starts: at the scores of an earlier solution, or with each contribution's own mint.</summary>
internal static class StartingFlow
{
    /// <summary>Sets the starting flow of every row, per unit of flow through the seed.</summary>
    public static void Set(Span<double> flow, CredSystem system, CredWarmStart? warm)
    {
        system.MintShares.Span.CopyTo(flow);
        flow[system.Contributions..].Clear();
        if (warm is null) return;

        // Flow per unit of mint is what stays the same when the graph grows elsewhere; flow per unit of seed does not.
        var scale = warm.TotalMint / system.TotalMint / warm.SeedScore;
        for (var c = 0; c < system.Contributions; c++)
        {
            ref var own = ref flow[system.RowOfContribution[c]];
            own = Scaled(warm.ContributionScore(system.Graph.Contributions[c]), scale) ?? own;
        }

        if (warm.ParticipantEpochScore is null) return;
        for (var p = 0; p < system.Active.Participants; p++)
        {
            for (var i = system.Active.Begin(p); i < system.Active.End(p); i++)
            {
                var epochStart = system.Epochs.Starts[system.Active.EpochOf(i)];
                flow[system.RowOfParticipantEpoch[i]] =
                    Scaled(warm.ParticipantEpochScore(system.Graph.Participants[p], epochStart), scale) ?? 0;
            }
        }
    }

    // A score that is no score (a damaged store) costs iterations, never the result.
    private static double? Scaled(double? score, double scale) =>
        score * scale is { } flow and >= 0 && double.IsFinite(flow) ? flow : null;
}
