namespace Grain.Functions.Cred.CredRank;

/// <summary>CredRank refuses its input. The message names the fault and where it is.</summary>
public sealed class CredRankException : Exception
{
    /// <summary>Makes the refusal.</summary>
    /// <param name="kind">One of <see cref="CredRankFaults"/>.</param>
    /// <param name="message">What is wrong and where, for people.</param>
    public CredRankException(string kind, string message)
        : base(message) => Kind = kind;

    /// <summary>What is wrong, for programs: one of <see cref="CredRankFaults"/>.</summary>
    public string Kind { get; }
}
