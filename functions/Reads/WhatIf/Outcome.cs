using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>Everybody's place, cred and grain of an epoch. Pure.</summary>
internal sealed class Outcome
{
    public Outcome(CredScores scores, EpochAllocation allocation)
    {
        (Scores, Allocation) = (scores, allocation);
        var grain =
            allocation.Payments.ToDictionary(payment => payment.ParticipantId, payment => payment.Amount, StringComparer.Ordinal);
        var (rank, cred) = (0, double.PositiveInfinity);
        foreach (var (place, score) in scores.Participants.Index())
        {
            // Best first; equals share a place.
            if (score.Cred < cred) (rank, cred) = (place + 1, score.Cred);
            Standings.Add(score.Id, (score, rank, grain.GetValueOrDefault(score.Id)));
        }
    }

    public CredScores Scores { get; }

    public EpochAllocation Allocation { get; }

    public Dictionary<string, (ParticipantScore Score, int Rank, GrainAmount Grain)> Standings { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Everybody, largest difference first. The same people are in both: weights decide what contributions mint, never who takes part.
    /// </summary>
    public static PersonCompared[] Compare(Outcome before, Outcome after) => Ordered(before.Standings
        .Select(person => Of(person.Key, person.Value, after.Standings[person.Key],
            new(person.Value.Grain, after.Standings[person.Key].Grain))));

    /// <summary>People by the difference of their grain, then of their cred; largest first.</summary>
    public static PersonCompared[] Ordered(IEnumerable<PersonCompared> people) => [.. people
        .OrderByDescending(person => Difference(person.Grain))
        .ThenByDescending(person => Math.Abs(person.Cred.After - person.Cred.Before))
        .ThenBy(person => person.Contributor, StringComparer.Ordinal)];

    /// <summary>A person as they stand and as they would have stood, with grain of any time.</summary>
    public static PersonCompared Of(
        string id, (ParticipantScore Score, int Rank, GrainAmount Grain) before,
        (ParticipantScore Score, int Rank, GrainAmount Grain) after,
        Compared<GrainAmount> grain) => new(
        id, before.Score.Name, new(before.Score.Cred, after.Score.Cred), new(before.Score.Score, after.Score.Score),
        new(before.Rank, after.Rank), grain);

    private static GrainAmount Difference(Compared<GrainAmount> grain) =>
        grain.After > grain.Before ? grain.After - grain.Before : grain.Before - grain.After;
}
