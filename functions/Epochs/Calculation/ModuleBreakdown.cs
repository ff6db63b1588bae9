using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// Where participants' cred comes from, by source module: the scores of the contributions that each is connected to, summed
/// by module, in whole percent that add up to 100. One pass over the edges.
/// </summary>
internal static class ModuleBreakdown
{
    public static SortedDictionary<string, int>[] Of(GraphView view, CredSolution? solution)
    {
        var sums = new Dictionary<string, double>?[view.Weighted.Participants.Count];
        if (solution is not null)
        {
            var edges = view.Weighted.Edges;
            for (var e = 0; e < edges.Count; e++)
            {
                Add(view, solution, sums, edges.Sources.Span[e], edges.Targets.Span[e]);
                Add(view, solution, sums, edges.Targets.Span[e], edges.Sources.Span[e]);
            }
        }

        return Array.ConvertAll(sums, Percent);
    }

    private static void Add(GraphView view, CredSolution solution, Dictionary<string, double>?[] sums, int participant, int other)
    {
        var contribution = other - view.Weighted.Participants.Count;
        if (participant >= view.Weighted.Participants.Count || contribution < 0) return;
        var own = sums[participant] ??= new Dictionary<string, double>(StringComparer.Ordinal);
        var module = view.Modules[contribution];
        own[module] = own.GetValueOrDefault(module) + solution.ContributionScores[contribution];
    }

    /// <summary>
    /// Whole percent by largest remainder: each part is rounded down, and what is missing to 100 goes to the largest fractions.
    /// </summary>
    private static SortedDictionary<string, int> Percent(Dictionary<string, double>? sums)
    {
        var percent = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var total = sums?.Values.Sum() ?? 0;
        if (!(total > 0)) return percent;
        var exact = sums!.Select(sum => (Module: sum.Key, Share: sum.Value / total * 100)).ToArray();
        foreach (var (module, share) in exact) percent[module] = (int)Math.Floor(share);
        var missing = 100 - percent.Values.Sum();
        foreach (var (module, _) in exact.OrderByDescending(part => part.Share - Math.Floor(part.Share))
            .ThenBy(part => part.Module, StringComparer.Ordinal).Take(missing))
            percent[module]++;
        return percent;
    }
}
