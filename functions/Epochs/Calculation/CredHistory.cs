namespace Grain.Functions.Epochs.Calculation;

/// <summary>Cred of some epochs in a row.</summary>
/// <param name="From">Index of the first of them.</param>
/// <param name="Cred">The cred of each.</param>
public sealed record CredRun(int From, IReadOnlyList<double> Cred);

/// <summary>
/// A participant's cred epoch by epoch, as it is kept: only the epochs that matter. Webbing gives a little to every epoch
/// there is, less by a factor with each step away from where something happened. What an epoch has of it below
/// <see cref="NegligibleShare"/> of the participant's own cred is counted in the nearest kept epoch before it, or else after
/// it. So nothing is lost, and the length follows activity instead of participants times epochs; people with little cred
/// keep as much of their history as people with much.
/// </summary>
public static class CredHistory
{
    /// <summary>Below this share of a participant's cred an epoch is not kept by itself.</summary>
    public const double NegligibleShare = 1e-6;

    /// <summary>The history of these epochs.</summary>
    /// <param name="cred">The cred of each.</param>
    /// <param name="negligibleShare">Below this share of all of it an epoch is not kept by itself.</param>
    public static IReadOnlyList<CredRun> Of(ReadOnlySpan<double> cred, double negligibleShare = NegligibleShare)
    {
        var total = 0.0;
        foreach (var value in cred) total += value;

        var runs = new List<(int From, List<double> Cred)>();
        var (early, lastKept) = (0.0, -2);
        for (var epoch = 0; epoch < cred.Length; epoch++)
        {
            if (!(cred[epoch] > total * negligibleShare))
            {
                if (runs.Count == 0) early += cred[epoch];
                else runs[^1].Cred[^1] += cred[epoch];
                continue;
            }

            if (epoch != lastKept + 1) runs.Add((epoch, []));
            runs[^1].Cred.Add(cred[epoch] + early);
            (early, lastKept) = (0, epoch);
        }

        return [.. runs.Select(run => new CredRun(run.From, run.Cred))];
    }

    /// <summary>The cred of so many epochs from one on, those that are not kept as 0.</summary>
    public static double[] Expand(this IReadOnlyList<CredRun> history, int from, int count)
    {
        var cred = new double[count];
        foreach (var run in history)
            for (var i = Math.Max(0, from - run.From); i < run.Cred.Count && run.From + i < from + count; i++)
                cred[run.From + i - from] = run.Cred[i];
        return cred;
    }

    /// <summary>The cred of all epochs before one.</summary>
    public static double Before(this IReadOnlyList<CredRun> history, int epoch)
    {
        var sum = 0.0;
        foreach (var run in history)
            for (var i = 0; i < run.Cred.Count && run.From + i < epoch; i++) sum += run.Cred[i];
        return sum;
    }
}
