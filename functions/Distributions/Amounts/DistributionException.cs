namespace Grain.Functions.Distributions.Amounts;

/// <summary>Grain cannot be distributed as asked. <see cref="Kind"/> is one of <see cref="DistributionFault"/>, for programs.</summary>
public sealed class DistributionException(string kind, string message) : Exception(message)
{
    /// <summary>The kind of fault, one of the constants of <see cref="DistributionFault"/>.</summary>
    public string Kind { get; } = kind;
}
