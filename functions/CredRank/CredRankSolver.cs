using Grain.Functions.Graph;

namespace Grain.Functions.CredRank;

/// <summary>
/// Computes cred: how much of what all contributions mint each participant is due, by letting it flow through the graph
/// until it settles. The algorithm is SourceCred's CredRank (version 0.11).
/// </summary>
public static class CredRankSolver
{
    /// <summary>Computes the cred of all participants in all epochs.</summary>
    /// <param name="graph">Who did what.</param>
    /// <param name="epochs">The epochs to spread it over.</param>
    /// <param name="parameters">How cred flows.</param>
    /// <param name="attributions">Who hands cred to whom; nobody if absent.</param>
    /// <param name="options">When to stop; the defaults if absent.</param>
    /// <param name="cancellation">Ends the computation with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="CredRankException">The input can not be computed on; <see cref="CredRankException.Kind"/> tells why.</exception>
    public static CredSolution Solve(
        WeightedGraph graph,
        EpochBoundaries epochs,
        CredRankParameters parameters,
        PersonalAttributions? attributions = null,
        CredRankOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= new CredRankOptions();
        options.Check();
        parameters.Check();
        var totalMint = InputCheck.Check(graph);
        var schedule = AttributionSchedule.Create(attributions ?? PersonalAttributions.None, graph.Participants, epochs);
        var (ends, active) = EdgeRows.Find(graph, epochs, schedule);
        var matrix = TransitionMatrixBuilder.Build(graph, ends, active, schedule, parameters);
        var webbing = new WebbingStretches(parameters.GammaForward, parameters.GammaBackward, epochs.Count);
        var chains = new ParticipantChains(active, schedule, webbing, parameters, epochs.Count);

        var shares = new double[graph.Contributions.Count];
        for (var c = 0; c < shares.Length; c++) shares[c] = graph.Mints.Span[c] / totalMint;
        var start = StartingFlow.Create(graph, epochs, active, shares, totalMint, options.WarmStart);
        var flow = new CredFlow(matrix, active, chains, shares, start);
        var (iterations, delta) = (0, double.PositiveInfinity);
        while (iterations < options.IterationsMax && !(delta < options.Threshold))
        {
            cancellation.ThrowIfCancellationRequested();
            delta = flow.Sweep();
            options.Progress?.Report(new CredRankProgress(++iterations, delta));
        }

        if (!(flow.Paid > 0))
            throw new CredRankException(CredRankFaults.NoParticipantReached, "No minted cred reaches any participant, so there is nobody to give it to.");

        return new CredSolution(graph, epochs, parameters, active, schedule, webbing, chains, flow, totalMint)
        {
            Iterations = iterations,
            ConvergenceDelta = delta,
            Converged = delta < options.Threshold,
        };
    }
}
