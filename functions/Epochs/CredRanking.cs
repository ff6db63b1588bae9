using Grain.Functions.CredRank;
using Grain.Functions.Graph;
using Grain.Functions.Spaces;

namespace Grain.Functions.Epochs;

/// <summary>Turns a contribution graph into everybody's cred as of the end of an epoch. Pure: same graph, epochs and configuration, same scores.</summary>
internal static class CredRanking
{
    /// <summary>Tight, because money depends on the result: at the usual 1e-7 the largest scores are off in the fifth digit.</summary>
    private static readonly CredRankOptions Convergence = new() { Threshold = 1e-11, IterationsMax = 1000 };

    public static CredScores Rank(
        ContributionGraph graph, IReadOnlyList<Epoch> epochs, SpaceConfig config, CancellationToken cancellationToken)
    {
        var view = GraphView.Of(graph, config.Weights, epochs[^1].End.ToUnixTimeMilliseconds());
        var solution = Solve(view, epochs, config.CredRank.ToParameters(), cancellationToken);
        var modules = ModuleBreakdown.Of(view, solution);
        var lastActive = LastActive(view);
        var best = solution is null ? 0 : MaxOf(solution.Cred);

        var participants = new ParticipantScore[view.Weighted.Participants.Count];
        for (var p = 0; p < participants.Length; p++)
        {
            var id = view.Weighted.Participants[p][GraphNode.Participant.Length..];
            var perEpoch = new double[epochs.Count];
            solution?.CredOf(p, perEpoch);
            var cred = solution?.Cred[p] ?? 0;
            participants[p] = new ParticipantScore(
                id, view.ParticipantNodes[p].Name is { Length: > 0 } name ? name : id, cred,
                best > 0 ? (int)Math.Round(cred / best * 1000, MidpointRounding.AwayFromZero) : 0, modules[p], perEpoch, lastActive[p]);
        }

        Array.Sort(participants, (a, b) => a.Cred != b.Cred ? b.Cred.CompareTo(a.Cred) : string.CompareOrdinal(a.Id, b.Id));
        return new CredScores(
            epochs[^1].Id, [.. epochs.Select(epoch => epoch.Id)], solution?.TotalMint ?? 0, solution?.Iterations ?? 0, solution?.ConvergenceDelta ?? 0,
            view.Weighted.Contributions.Count, view.Weighted.Edges.Count, view.DanglingEdges, participants);
    }

    /// <returns><see langword="null"/> when there is no cred to give: nothing mints yet, or nobody is connected to what does.</returns>
    private static CredSolution? Solve(GraphView view, IReadOnlyList<Epoch> epochs, CredRankParameters parameters, CancellationToken cancellationToken)
    {
        var boundaries = new EpochBoundaries(
            epochs.Select(epoch => (double)epoch.Start.ToUnixTimeMilliseconds()), epochs[^1].End.ToUnixTimeMilliseconds());
        try
        {
            return CredRankSolver.Solve(view.Weighted, boundaries, parameters, null, Convergence, cancellationToken);
        }
        catch (CredRankException e) when (e.Kind is CredRankFaults.NoMintingNodes or CredRankFaults.NoParticipantReached)
        {
            return null;
        }
    }

    private static double MaxOf(ReadOnlySpan<double> values)
    {
        var max = 0.0;
        foreach (var value in values) max = Math.Max(max, value);
        return max;
    }

    private static DateTimeOffset?[] LastActive(GraphView view)
    {
        var (edges, participants) = (view.Weighted.Edges, view.Weighted.Participants.Count);
        var last = new DateTimeOffset?[participants];
        for (var e = 0; e < edges.Count; e++)
            foreach (var end in (ReadOnlySpan<int>)[edges.Sources.Span[e], edges.Targets.Span[e]])
            {
                if (end >= participants) continue;
                var at = DateTimeOffset.FromUnixTimeMilliseconds((long)edges.TimesMs.Span[e]);
                if (last[end] is not { } known || known < at) last[end] = at;
            }

        return last;
    }
}
