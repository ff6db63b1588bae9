using System.Runtime.InteropServices;

namespace Grain.Functions.Cred.CredRank.Explaining;

/// <summary>Adds up parts of a flow that have the same end.</summary>
internal sealed class FlowSums
{
    private readonly Dictionary<(FlowEnd End, int Node), double> sums = [];

    public void Add(FlowEnd end, int node, double flow)
    {
        if (flow > 0) CollectionsMarshal.GetValueRefOrAddDefault(sums, (end, node), out _) += flow;
    }

    /// <summary>The parts in a fixed order, with cred in proportion to flow.</summary>
    public IReadOnlyList<FlowPart> ToParts(double credPerFlow) =>
        [.. sums.OrderBy(sum => sum.Key.End).ThenBy(sum => sum.Key.Node)
            .Select(sum => new FlowPart(sum.Key.End, sum.Key.Node, sum.Value, sum.Value * credPerFlow))];
}
