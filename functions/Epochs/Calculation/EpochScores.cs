namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// Scores of single epochs: cred of an epoch relative to whoever has most of it, who has 1000. They follow from the stored history, so
/// nothing that is hashed changes. Pure.
/// </summary>
internal static class EpochScores
{
    private const int ScoreMax = 1000;

    private static readonly ConditionalWeakTable<CredScores, double[]> Known = new();

    /// <summary>The most cred that somebody has of each epoch, in the order of the epochs.</summary>
    public static IReadOnlyList<double> MostOf(CredScores scores) => Known.GetValue(scores, all =>
    {
        var most = new double[all.Epochs.Count];
        foreach (var run in all.Participants.SelectMany(person => person.History))
            for (var i = 0; i < run.Cred.Count; i++) most[run.From + i] = Math.Max(most[run.From + i], run.Cred[i]);
        return most;
    });

    /// <summary>Somebody's score of an epoch; of several ids of a person together at most that of the best.</summary>
    /// <param name="scores">Everybody's cred.</param>
    /// <param name="epoch">The epoch, by its index.</param>
    /// <param name="cred">Their cred of it.</param>
    public static int Of(CredScores scores, int epoch, double cred) => MostOf(scores)[epoch] is var most and > 0
        ? (int)Math.Round(Math.Clamp(cred / most, 0, 1) * ScoreMax, MidpointRounding.AwayFromZero) : 0;

    /// <summary>Somebody's cred and score of each epoch, oldest first.</summary>
    public static IEnumerable<(string Epoch, double Cred, int Score)> ByEpoch(CredScores scores, ParticipantScore person) =>
        scores.Epochs.Zip(person.History.Expand(0, scores.Epochs.Count))
            .Select((each, index) => (each.First, each.Second, Of(scores, index, each.Second)));
}
