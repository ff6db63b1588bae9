using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Chains;

/// <summary>
/// The whole Markov process written out, with a node for the seed, every contribution, every participant in every epoch and
/// an accumulator for every epoch. CredRank never builds it; it is there to be looked at and to check results against.
/// </summary>
internal sealed class ProcessGraph(WeightedGraph graph, EpochBoundaries epochs, CredRankParameters parameters,
    PersonalAttributions attributions)
{
    private const int Seed = 0;
    private readonly AttributionSchedule attributions = AttributionSchedule.Create(attributions, graph, epochs);

    /// <summary>How many nodes there are: 1 + C + K · (P + 1).</summary>
    public long NodeCount => 1L + Contributions + ((long)Epochs * (Participants + 1));

    /// <summary>How many transitions there are; parallel ones count separately.</summary>
    public long TransitionCount
    {
        get
        {
            var organic = CountPositive(graph.Edges.ForwardWeights) + CountPositive(graph.Edges.BackwardWeights);
            var participantEpochs = (long)Participants * Epochs;
            var payoutWebbingAndRadiation = 4 * participantEpochs;
            return organic + CountPositive(graph.Mints) + Contributions + Epochs + payoutWebbingAndRadiation
                + this.attributions.Shares.Count;
        }
    }

    private int Participants => graph.Participants.Count;

    private int Contributions => graph.Contributions.Count;

    private int Epochs => epochs.Count;

    /// <summary>The name of a node: <c>seed</c>, <c>acc@K</c>, <c>participant@K</c> or the id of a contribution.</summary>
    public string NameOf(int node)
    {
        if (node == Seed) return "seed";
        if (node <= Contributions) return graph.Contributions[node - 1];
        var (participant, epoch) = Math.DivRem(node - 1 - Contributions, Epochs);
        return participant == Participants ? $"acc@{epoch}" : $"{graph.Participants[participant]}@{epoch}";
    }

    /// <summary>What a node is. Its name does not tell: a contribution may have any id.</summary>
    public string KindOf(int node) => node == Seed ? "seed" : node <= Contributions ? "contribution"
        : node < AccumulatorOf(0) ? "participant" : "accumulator";

    /// <summary>All transitions.</summary>
    public IEnumerable<(int From, int To, double Probability)> Transitions()
    {
        var organic = OrganicSteps().ToList();
        var weightsOut = new double[NodeCount];
        foreach (var (from, _, weight) in organic) weightsOut[from] += weight;
        return Minting()
            .Concat(organic.Select(step => (step.From, step.To, step.Weight / weightsOut[step.From] * OrganicShare(step.From))))
            .Concat(PayoutAndWebbing())
            .Concat(this.attributions.Shares.Select(share =>
                (NodeOf(share.Giver, share.Epoch), NodeOf(share.Recipient, share.Epoch), parameters.Beta * share.Proportion)))
            .Concat(Radiation(weightsOut));
    }

    private static long CountPositive(ReadOnlyMemory<double> values)
    {
        var count = 0L;
        foreach (var value in values.Span) count += value > 0 ? 1 : 0;
        return count;
    }

    private int NodeOf(int participant, int epoch) => 1 + Contributions + (participant * Epochs) + epoch;

    private int AccumulatorOf(int epoch) => NodeOf(Participants, epoch);

    private double OrganicShare(int node) => node <= Contributions ? 1 - parameters.Alpha : parameters.Remainder;

    private IEnumerable<(int From, int To, double Weight)> OrganicSteps()
    {
        var edges = graph.Edges;
        for (var e = 0; e < edges.Count; e++)
        {
            var epoch = epochs.EpochOf(edges.TimesMs.Span[e]);
            int End(int node) => node < Participants ? NodeOf(node, epoch) : 1 + node - Participants;
            var (source, target) = (End(edges.Sources.Span[e]), End(edges.Targets.Span[e]));
            if (edges.ForwardWeights.Span[e] > 0) yield return (source, target, edges.ForwardWeights.Span[e]);
            if (edges.BackwardWeights.Span[e] > 0) yield return (target, source, edges.BackwardWeights.Span[e]);
        }
    }

    private IEnumerable<(int From, int To, double Probability)> Minting()
    {
        var total = graph.Mints.ToArray().Sum();
        for (var c = 0; c < Contributions; c++)
        {
            if (graph.Mints.Span[c] > 0) yield return (Seed, 1 + c, graph.Mints.Span[c] / total);
        }
    }

    private IEnumerable<(int From, int To, double Probability)> PayoutAndWebbing()
    {
        for (var p = 0; p < Participants; p++)
        {
            for (var epoch = 0; epoch < Epochs; epoch++)
            {
                var node = NodeOf(p, epoch);
                yield return (node, AccumulatorOf(epoch), parameters.Beta * (1 - this.attributions.GivenBy(p, epoch)));
                yield return (node, NodeOf(p, Math.Min(epoch + 1, Epochs - 1)), parameters.GammaForward);
                yield return (node, NodeOf(p, Math.Max(epoch - 1, 0)), parameters.GammaBackward);
            }
        }
    }

    private IEnumerable<(int From, int To, double Probability)> Radiation(double[] weightsOut)
    {
        for (var node = 1; node < NodeCount; node++)
        {
            var organic = weightsOut[node] > 0 ? OrganicShare(node) : 0;
            var others = node <= Contributions ? 0 : parameters.Beta + parameters.GammaForward + parameters.GammaBackward;
            yield return (node, Seed, node >= AccumulatorOf(0) ? 1 : 1 - others - organic);
        }
    }
}
