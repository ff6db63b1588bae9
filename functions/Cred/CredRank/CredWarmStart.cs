namespace Grain.Functions.Cred.CredRank;

/// <summary>
/// Scores of an earlier solution to start from. Nodes are found by id and epochs by their start, so that the graph and the
/// epochs may have grown in between; what is not found starts cold.
/// </summary>
public sealed record CredWarmStart
{
    /// <summary>The seed's score in the earlier solution; more than 0.</summary>
    public required double SeedScore { get; init; }

    /// <summary>The total mint of the earlier solution; more than 0.</summary>
    public required double TotalMint { get; init; }

    /// <summary>The earlier score of a contribution, by id; <see langword="null"/> if it is new.</summary>
    public required Func<string, double?> ContributionScore { get; init; }

    /// <summary>
    /// The earlier score of a participant (by id) in the epoch that starts at a time (in milliseconds); <see langword="null"/> if not
    /// known.
    /// </summary>
    public Func<string, double, double?>? ParticipantEpochScore { get; init; }
}
