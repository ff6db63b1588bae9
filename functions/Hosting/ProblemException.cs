namespace Grain.Functions.Hosting;

/// <summary>Ends a request with a problem from a place that cannot return one, such as the reading of a body.</summary>
public sealed class ProblemException(ProblemResult problem) : Exception(problem.Detail ?? problem.Title)
{
    /// <summary>What the caller is answered.</summary>
    public ProblemResult Problem { get; } = problem;
}
