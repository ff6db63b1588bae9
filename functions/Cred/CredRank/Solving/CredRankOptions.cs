namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>How exact, how many threads, by which method. None of it changes what the solution converges to.</summary>
public sealed record CredRankOptions
{
    /// <summary>
    /// The iteration ends once the error is known to be at most this: the share of all cred that lies with other people than in the exact
    /// solution. At least 0; what doubles cannot hold is not waited for. With alpha 0, and by <see cref="CredRankMethod.Power"/>, it bounds
    /// a change in place of the error. The cred of all participants adds up to the total mint at any threshold.
    /// </summary>
    public double Threshold { get; init; } = 1e-9;

    /// <summary>How the flow is found.</summary>
    public CredRankMethod Method { get; init; } = CredRankMethod.GaussSeidel;

    /// <summary>The iteration ends after this many steps in any case; <see cref="CredSolution.Converged"/> tells. At least 1.</summary>
    public int IterationsMax { get; init; } = 255;

    /// <summary>At most so many threads work at a time; the result is the same to the last bit for any number. At least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told after every iteration.</summary>
    public IProgress<CredRankProgress>? Progress { get; init; }

    /// <summary>The work of a block of rows; tests make it small. Sums are added up by blocks, so it decides the last bits.</summary>
    internal int StepsPerBlock { get; init; } = 1 << 14;

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
/// <param name="Delta">What is held against the threshold.</param>
public readonly record struct CredRankProgress(int Iteration, double Delta);
