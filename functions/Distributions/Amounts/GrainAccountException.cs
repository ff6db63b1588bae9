namespace Grain.Functions.Distributions.Amounts;

/// <summary>An account refuses an operation. <see cref="Kind"/> is one of <see cref="GrainAccountFault"/>, for programs.</summary>
public sealed class GrainAccountException(string kind, string message) : Exception(message)
{
    /// <summary>The kind of fault, one of the constants of <see cref="GrainAccountFault"/>.</summary>
    public string Kind { get; } = kind;
}
