namespace Grain.Functions.Cred.Graph;

/// <summary>
/// What the contributions of a view mint: the weight of the type, times the amount, times a commit's share, times the node's own factor,
/// within the module's cap.
/// </summary>
internal static class ViewMints
{
    public static double[] Of(ContributionGraph graph, ViewNodes nodes, GraphWeights weights, IReadOnlyList<long> epochStartsMs,
        PointsLeft left, long untilMs, (WeightedEdges Edges, ReadOnlyMemory<int> Numbers) edges)
    {
        var shares = CommitShares.Of(graph, nodes, weights, untilMs);
        var byType = new Dictionary<string, Timeline<double>>(StringComparer.Ordinal);
        var (factors, prefixes) = (weights.Factors(), PrefixFactors.Of(weights.PrefixFactors()));
        var mints = new double[nodes.Contributions.Length];
        for (var c = 0; c < mints.Length; c++)
        {
            var node = graph.Nodes[nodes.Contributions[c]];
            if (!byType.TryGetValue(node.Type, out var mint)) byType.Add(node.Type, mint = weights.Mints(node.Type));
            mints[c] = mint.At(node.AtMs) * (left.MicroOf(nodes.Contributions[c]) / GraphNode.One);
            if (shares is not null) mints[c] *= shares[c];
            if (factors.TryGetValue(graph.Ids[nodes.Contributions[c]], out var factor)) mints[c] *= factor.At(node.AtMs);
            if (prefixes is not null) mints[c] *= prefixes.At(graph.Ids[nodes.Contributions[c]], node.AtMs);
        }

        if (weights.EdgeMinting() is { Count: > 0 } minting) AddEdges(graph, nodes, minting, edges, mints);
        if (weights.Caps() is { Count: > 0 } caps) ApplyCaps(graph, nodes, caps, epochStartsMs, mints);
        return mints;
    }

    /// <summary>What all contributions of each epoch mint together.</summary>
    public static double[] SumsByEpoch(ContributionGraph graph, ViewNodes nodes, IReadOnlyList<long> epochStartsMs, double[] mints)
    {
        var sums = new double[epochStartsMs.Count];
        for (var c = 0; c < mints.Length; c++) sums[EpochOf(graph.Nodes[nodes.Contributions[c]].AtMs, epochStartsMs)] += mints[c];
        return sums;
    }

    /// <summary>Adds what connections mint to what they lead to, whatever that mints itself.</summary>
    private static void AddEdges(ContributionGraph graph, ViewNodes nodes, Dictionary<string, Timeline<double>> minting,
        (WeightedEdges Edges, ReadOnlyMemory<int> Numbers) edges, double[] mints)
    {
        for (var e = 0; e < edges.Edges.Count; e++)
        {
            var (number, target) = (edges.Numbers.Span[e], edges.Edges.Targets.Span[e] - nodes.Participants.Length);
            if (target >= 0 && minting.TryGetValue(graph.Words[graph.EdgeTable.Types[number]], out var mint))
                mints[target] += mint.At(graph.EdgeTable.Times[number]);
        }
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
