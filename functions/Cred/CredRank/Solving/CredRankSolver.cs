using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>
/// Computes cred: how much of what all contributions mint each participant is due, found by letting it flow through the
/// graph until it settles. The algorithm is CredRank as SourceCred 0.11 defines it; what differs on purpose is written in
/// docs/decisions/0003-credrank-quirks.md.
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
        using var crew = new SolverThreads(options.Threads, cancellation);
        using var scratch = new ScratchArrays();
        var system = CredSystem.Build(graph, epochs, parameters, attributions ?? PersonalAttributions.None,
            options.StepsPerBlock, crew, scratch);
        return Solve(system, options, crew, scratch);
    }

    /// <summary>Iterates a system that is already built.</summary>
    internal static CredSolution Solve(CredSystem system, CredRankOptions options, SolverThreads crew, ScratchArrays scratch)
    {
        var flow = new CredFlow(system, options.Method, crew, scratch);
        var (sweeps, delta) = (0, double.PositiveInfinity);
        while (sweeps < options.IterationsMax && delta > options.Threshold)
        {
            delta = flow.Sweep();
            sweeps++;
            options.Progress?.Report(new CredRankProgress(sweeps, delta));
            if (flow.IsExact) break;
        }

        Check(flow, system.TotalMint);
        return new CredSolution(system, flow, crew)
        {
            Iterations = sweeps,
            ConvergenceDelta = delta,
            Converged = delta <= options.Threshold || flow.IsExact,
        };
    }

    /// <summary>Checks that every score is a number: cred is flow on the scale of what is paid out.</summary>
    private static void Check(CredFlow flow, double totalMint)
    {
        if (!(flow.Paid > 0))
            throw new CredRankException(CredRankFaults.NoParticipantReached,
                "No minted cred reaches any participant, so there is nobody to give it to.");
        if (double.IsFinite(flow.Total * (totalMint / flow.Paid))) return;
        if (flow.Total / flow.Paid > totalMint)
            throw new CredRankException(CredRankFaults.NoParticipantReached,
                "Of all cred so little reaches participants that a double cannot tell it from nothing.");
        throw new CredRankException(CredRankFaults.BadNodeWeight,
            $"All contributions together mint {totalMint}: the scores of nodes are more than a double holds.");
    }
}
