namespace Grain.Functions.Hosting;

/// <summary>Ends a request with a problem from a place that cannot return one, such as the reading of a body.</summary>
public sealed class ProblemException : Exception
{
    /// <summary>Ends the request with <paramref name="problem"/>.</summary>
    public ProblemException(ProblemResult problem) : base(problem.Detail ?? problem.Title) => Problem = problem;

    /// <summary>What the caller is answered.</summary>
    public ProblemResult Problem { get; }
}
