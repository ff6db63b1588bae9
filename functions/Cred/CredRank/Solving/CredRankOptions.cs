namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>When to stop, how many threads to use, where to start. None of it changes what the solution converges to.</summary>
public sealed record CredRankOptions
{
    /// <summary>
    /// The iteration ends once no node's share of the whole flow changes by this much in one step. At least 0;
    /// 1e-7 is what SourceCred uses. The cred of all participants adds up to the total mint at any threshold.
    /// </summary>
    public double Threshold { get; init; } = 1e-7;

    /// <summary>The iteration ends after this many steps in any case; <see cref="CredSolution.Converged"/> tells. At least 1.</summary>
    public int IterationsMax { get; init; } = 255;

    /// <summary>At most so many threads work at a time; the result is the same to the last bit for any number. At least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Scores to start from, usually those of a smaller graph; saves sweeps. With up to some millions of edges a cold start is faster by
    /// the clock all the same, since looking up all ids takes longer than sweeping.
    /// </summary>
    public CredWarmStart? WarmStart { get; init; }

    /// <summary>Told after every iteration.</summary>
    public IProgress<CredRankProgress>? Progress { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="CredRankException"><see cref="CredRankFaults.BadConvergence"/>.</exception>
    public void Check()
    {
        if (!(Threshold >= 0))
            throw new CredRankException(CredRankFaults.BadConvergence, $"The threshold is {Threshold}; it must be 0 or more.");
        if (IterationsMax < 1)
            throw new CredRankException(CredRankFaults.BadConvergence, $"The cap on iterations is {IterationsMax}; it must be 1 or more.");
        if (Threads < 1)
            throw new CredRankException(CredRankFaults.BadConvergence, $"The number of threads is {Threads}; it must be 1 or more.");
    }
}

/// <summary>How far the iteration has come.</summary>
/// <param name="Iteration">Sweeps made; see <see cref="CredSolution.Iterations"/>.</param>
/// <param name="Delta">The largest change of a node's share of the flow in the last step.</param>
public readonly record struct CredRankProgress(int Iteration, double Delta);
