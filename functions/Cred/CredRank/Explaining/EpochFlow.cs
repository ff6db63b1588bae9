namespace Grain.Functions.Cred.CredRank.Explaining;

/// <summary>
/// What flows through a participant in an epoch. Parts of the same end are added up; the order is that of ends and nodes.
/// </summary>
public sealed record EpochFlow
{
    /// <summary>Index of the epoch.</summary>
    public required int Epoch { get; init; }

    /// <summary>The participant's score: all that flows in, and all that flows out.</summary>
    public required double Score { get; init; }

    /// <summary>Their cred: what is paid out of the score.</summary>
    public required double Cred { get; init; }

    /// <summary>Where it comes from; adds up to <see cref="Score"/>.</summary>
    public required IReadOnlyList<FlowPart> From { get; init; }

    /// <summary>
    /// What stands behind the parts that come from contributions: what these mint themselves, and who or what passed cred on to
    /// them. Adds up to the parts of <see cref="From"/> that come from contributions.
    /// </summary>
    public required IReadOnlyList<FlowPart> Behind { get; init; }

    /// <summary>Where it goes; adds up to <see cref="Score"/>.</summary>
    public required IReadOnlyList<FlowPart> To { get; init; }
}
