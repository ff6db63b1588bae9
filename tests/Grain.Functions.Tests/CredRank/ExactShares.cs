using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.CredRank.Chains;

namespace Grain.Functions.Tests.CredRank;

/// <summary>
/// Everybody's share of all cred, found by eliminating one state of the written-out process after the other. Nothing is subtracted
/// (W. K. Grassmann, M. I. Taksar and D. P. Heyman, 1985), so every share is exact to some roundings, whatever the weights.
/// </summary>
internal static class ExactShares
{
    /// <summary>The shares of all participants, in their order.</summary>
    public static double[] Of(RandomGraph random)
    {
        var (people, contributions, epochs) = (random.Participants.Length, random.Contributions.Length, random.Epochs.Count);
        var process = new ProcessGraph(random.ToGraph(), random.Epochs, random.Parameters, random.Attributions);
        var flow = Stationary((int)process.NodeCount, process.Transitions());
        var given = AttributionSchedule.Create(random.Attributions, random.ToGraph(), random.Epochs);
        var paid = flow[(1 + contributions + (people * epochs))..].Sum();
        return [.. Enumerable.Range(0, people).Select(person => Enumerable.Range(0, epochs).Sum(epoch =>
            flow[1 + contributions + (person * epochs) + epoch] * random.Parameters.Beta * (1 - given.GivenBy(person, epoch))) / paid)];
    }

    /// <summary>The stationary flow of a process, that of its first state being 1.</summary>
    private static double[] Stationary(int states, IEnumerable<(int From, int To, double Probability)> steps)
    {
        var matrix = new double[states, states];
        foreach (var (from, to, probability) in steps)
            if (from != to) matrix[from, to] += probability;
        for (var last = states - 1; last > 0; last--)
        {
            var leaving = Enumerable.Range(0, last).Sum(to => matrix[last, to]);
            for (var from = 0; from < last; from++)
            {
                if (matrix[from, last] == 0) continue;
                matrix[from, last] /= leaving;
                for (var to = 0; to < last; to++)
                    if (to != from) matrix[from, to] += matrix[from, last] * matrix[last, to];
            }
        }

        var flow = new double[states];
        flow[0] = 1;
        for (var state = 1; state < states; state++)
            flow[state] = Enumerable.Range(0, state).Sum(from => flow[from] * matrix[from, state]);
        return flow;
    }
}
