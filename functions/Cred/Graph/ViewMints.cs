namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What the contributions of a view mint: the weight of the type, times the amount, times a commit's share, times the node's own factor,
/// within the module's cap.
/// </summary>
internal static class ViewMints
{
    public static double[] Of(ContributionGraph graph, ViewNodes nodes, GraphWeights weights, IReadOnlyList<long> epochStartsMs,
        PointsLeft left, long untilMs)
    {
        var shares = CommitShares.Of(graph, nodes, weights, untilMs);
        var byType = new Dictionary<string, Timeline<double>>(StringComparer.Ordinal);
        var factors = weights.Factors();
        var mints = new double[nodes.Contributions.Length];
        for (var c = 0; c < mints.Length; c++)
        {
            var node = graph.Nodes[nodes.Contributions[c]];
            if (!byType.TryGetValue(node.Type, out var mint)) byType.Add(node.Type, mint = weights.Mints(node.Type));
            mints[c] = mint.At(node.AtMs) * (left.MicroOf(nodes.Contributions[c]) / GraphNode.One);
            if (shares is not null) mints[c] *= shares[c];
            if (factors.TryGetValue(graph.Ids[nodes.Contributions[c]], out var factor)) mints[c] *= factor.At(node.AtMs);
        }

        if (weights.Caps() is { Count: > 0 } caps) ApplyCaps(graph, nodes, caps, epochStartsMs, mints);
        return mints;
    }

    /// <summary>
    /// Scales down what a module's contributions of an epoch mint where together it is more than the cap at the start of the epoch.
    /// </summary>
    private static void ApplyCaps(
        ContributionGraph graph, ViewNodes nodes, Dictionary<string, Timeline<double>> caps, IReadOnlyList<long> epochStartsMs,
        double[] mints)
    {
        var sums = new Dictionary<(string Module, int Epoch), double>();
        for (var c = 0; c < mints.Length; c++)
        {
            var node = graph.Nodes[nodes.Contributions[c]];
            if (!caps.ContainsKey(node.Module)) continue;
            var budget = (node.Module, EpochOf(node.AtMs, epochStartsMs));
            sums[budget] = sums.GetValueOrDefault(budget) + mints[c];
        }

        for (var c = 0; c < mints.Length; c++)
        {
            var node = graph.Nodes[nodes.Contributions[c]];
            if (!caps.TryGetValue(node.Module, out var cap)) continue;
            var epoch = EpochOf(node.AtMs, epochStartsMs);
            var (most, sum) = (cap.At(epoch < epochStartsMs.Count ? epochStartsMs[epoch] : long.MinValue), sums[(node.Module, epoch)]);
            if (sum > most) mints[c] *= most / sum;
        }
    }

    /// <summary>The epoch of a moment; what lies before the first counts in the first.</summary>
    private static int EpochOf(long ms, IReadOnlyList<long> startsMs)
    {
        var (low, high) = (0, startsMs.Count);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (startsMs[middle] <= ms) low = middle;
            else high = middle;
        }

        return low;
    }
}
