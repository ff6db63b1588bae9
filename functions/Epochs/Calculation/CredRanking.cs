using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Explaining;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// Turns a contribution graph into everybody's cred as of the end of an epoch. Pure: same graph, epochs and configuration, same scores.
/// </summary>
internal static class CredRanking
{
    /// <summary>Ranks everybody.</summary>
    /// <param name="graph">Who did what.</param>
    /// <param name="calculation">The version that the epoch names.</param>
    /// <param name="epochs">All epochs so far, oldest first.</param>
    /// <param name="config">Weights and parameters.</param>
    /// <param name="identities">Who is who: all that somebody did under several ids counts as theirs, under their identity's id and
    /// name.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The scores of people, and those of all nodes, which explain them.</returns>
    public static (CredScores Scores, SettledFlow Flow) Rank(
        ContributionGraph graph, int calculation, IReadOnlyList<Epoch> epochs, SpaceConfig config, IdentityMap identities,
        CancellationToken cancellation)
    {
        var defaults = CalculationVersion.DefaultsOf(calculation);
        var view = ViewOf(graph, calculation, epochs, config, identities);
        var solution = Solve(view, BoundariesOf(epochs), config.CredRank.ToParameters(), OptionsOf(calculation), cancellation);
        var flow = solution?.ToFlow() ?? SettledFlow.Nothing(view.Weighted.Contributions.Count, view.Weighted.Participants.Count);
        return (Score(view, solution, epochs, identities, defaults.NegligibleShare), flow);
    }

    /// <summary>What is ranked: the graph as of the end of the last epoch.</summary>
    internal static GraphView ViewOf(
        ContributionGraph graph, int calculation, IReadOnlyList<Epoch> epochs, SpaceConfig config, IdentityMap identities) => GraphView.Of(
        graph, config.Weights, epochs[^1].End.ToUnixTimeMilliseconds(), [.. epochs.Select(epoch => epoch.Start.ToUnixTimeMilliseconds())],
        identities.Resolve, calculation);

    internal static EpochBoundaries BoundariesOf(IReadOnlyList<Epoch> epochs) => new(
        epochs.Select(epoch => (double)epoch.Start.ToUnixTimeMilliseconds()), epochs[^1].End.ToUnixTimeMilliseconds());

    /// <summary>How the flow is found by a version.</summary>
    internal static CredRankMethod MethodOf(int calculation) =>
        calculation > CalculationVersion.Fifth ? CredRankMethod.GaussSeidel : CredRankMethod.Power;

    private static CredScores Score(GraphView view, CredSolution? solution, IReadOnlyList<Epoch> epochs, IdentityMap identities,
        double negligibleShare)
    {
        var modules = ModuleBreakdown.Of(view, solution);
        var lastActive = LastActive(view);
        var best = solution is null ? 0 : MaxOf(solution.Cred);
        var perEpoch = new double[epochs.Count];
        var participants = new ParticipantScore[view.Weighted.Participants.Count];
        for (var p = 0; p < participants.Length; p++)
        {
            solution?.CredOf(p, perEpoch);
            var cred = solution?.Cred[p] ?? 0;
            var id = view.Weighted.Participants[p][GraphNode.Participant.Length..];
            participants[p] = new ParticipantScore(
                id, identities.Find(id)?.Name ?? view.Names[p], cred,
                best > 0 ? (int)Math.Round(cred / best * 1000, MidpointRounding.AwayFromZero) : 0, modules[p],
                CredHistory.Of(perEpoch, negligibleShare), lastActive[p]);
        }

        Array.Sort(participants, (a, b) => a.Cred != b.Cred ? b.Cred.CompareTo(a.Cred) : string.CompareOrdinal(a.Id, b.Id));
        return new CredScores(
            epochs[^1].Id, [.. epochs.Select(epoch => epoch.Id)], solution?.TotalMint ?? 0, solution?.Iterations ?? 0,
            solution?.ConvergenceDelta ?? 0,
            view.Weighted.Contributions.Count, view.Weighted.Edges.Count, view.DanglingEdges, participants);
    }

    private static CredRankOptions OptionsOf(int calculation) => new()
    {
        Method = MethodOf(calculation),
        Threshold = CalculationVersion.DefaultsOf(calculation).Threshold,
        IterationsMax = CalculationVersion.DefaultsOf(calculation).IterationsMax,
    };

    /// <returns><see langword="null"/> when there is no cred to give: nothing mints yet, or nobody is connected to what does.</returns>
    private static CredSolution? Solve(GraphView view, EpochBoundaries epochs, CredRankParameters parameters,
        CredRankOptions options, CancellationToken cancellation)
    {
        try
        {
            return CredRankSolver.Solve(view.Weighted, epochs, parameters, null, options, cancellation);
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
