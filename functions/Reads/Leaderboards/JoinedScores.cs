using Grain.Functions.Epochs.Calculation;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>What a person has who was ranked under several ids: until the next epoch closes, which ranks them as one. Pure.</summary>
internal static class JoinedScores
{
    private const int ScoreMax = 1000;

    /// <summary>Two scores of one person, under the id and name of the first.</summary>
    public static ParticipantScore Plus(ParticipantScore one, ParticipantScore other) => one with
    {
        Cred = one.Cred + other.Cred,
        Score = Math.Min(ScoreMax, one.Score + other.Score),
        Breakdown = Breakdown(one, other),
        History = History(one.History, other.History),
        LastActive = other.LastActive is null || one.LastActive > other.LastActive ? one.LastActive : other.LastActive,
    };

    private static IReadOnlyList<CredRun> History(IReadOnlyList<CredRun> one, IReadOnlyList<CredRun> other)
    {
        var count = one.Concat(other).Select(run => run.From + run.Cred.Count).DefaultIfEmpty().Max();
        return CredHistory.Of([.. one.Expand(0, count).Zip(other.Expand(0, count), (a, b) => a + b)]);
    }

    /// <summary>Percent by cred, rounded so that they add up to 100 again: what is missing goes to the largest fractions.</summary>
    private static SortedDictionary<string, int> Breakdown(ParticipantScore one, ParticipantScore other)
    {
        if (one.Breakdown.Count == 0 || other.Breakdown.Count == 0) return one.Breakdown.Count == 0 ? other.Breakdown : one.Breakdown;
        var share = one.Cred + other.Cred > 0 ? one.Cred / (one.Cred + other.Cred) : 0.5;
        var exact = one.Breakdown.Keys.Union(other.Breakdown.Keys)
            .ToDictionary(module => module,
                module => (one.Breakdown.GetValueOrDefault(module) * share) + (other.Breakdown.GetValueOrDefault(module) * (1 - share)));
        var percent =
            new SortedDictionary<string, int>(exact.ToDictionary(part => part.Key, part => (int)part.Value), StringComparer.Ordinal);
        var missing = one.Breakdown.Values.Sum() - percent.Values.Sum();
        foreach (var part in exact.OrderByDescending(part => part.Value - (int)part.Value).ThenBy(part => part.Key, StringComparer.Ordinal)
            .Take(missing)) percent[part.Key]++;
        return percent;
    }
}
