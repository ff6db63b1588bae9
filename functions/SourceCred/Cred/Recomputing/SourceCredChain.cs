using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.SourceCred.Cred.Recomputing;

/// <summary>
/// The Markov process as SourceCred 0.11 builds it, with its rule of boundaries: an edge on the start of an interval belongs to the
/// interval before, and on the start of the first one to none. What flows there is lost, so that the process has no stationary flow;
/// SourceCred takes the direction in which it dies away, and so is it done here. Where nothing is lost it is the flow that CredRank finds.
/// Pure.
/// </summary>
internal sealed class SourceCredChain
{
    private const int Lost = -1;
    private const int StepsMax = 2000;

    /// <summary>The sum of all changes in a step, of 1: what rounding alone makes.</summary>
    private const double Threshold = 4e-15;

    /// <summary>Where SourceCred itself stops: no node changes by more in a step, or so many steps are done.</summary>
    private const double StoppedThreshold = 1e-7;
    private const int StoppedStepsMax = 255;

    private readonly WeightedGraph graph;
    private readonly EpochBoundaries epochs;
    private readonly CredRankParameters parameters;
    private readonly AttributionSchedule attributions;
    private readonly Column<int> from = new();
    private readonly Column<int> to = new();
    private readonly Column<double> share = new();
    private readonly double[] toSeed;
    private readonly double mint;

    private SourceCredChain(WeightedGraph graph, EpochBoundaries epochs, CredRankParameters parameters, PersonalAttributions attributions)
    {
        (this.graph, this.epochs, this.parameters) = (graph, epochs, parameters);
        this.attributions = AttributionSchedule.Create(attributions, graph, epochs);
        foreach (var each in graph.Mints.Span) mint += each;
        toSeed = new double[Accumulator(0)];
        AddEdges();
        foreach (var each in this.attributions.Shares)
            Add(NodeOf(each.Giver, each.Epoch), NodeOf(each.Recipient, each.Epoch), parameters.Beta * each.Proportion);
    }

    private int Contributions => graph.Contributions.Count;

    private int Size => Accumulator(0) + epochs.Count;

    /// <summary>
    /// Everybody's cred: of participant <c>p</c> in interval <c>k</c> at <c>p · intervals + k</c>; run to its end, and as far as
    /// SourceCred runs it.
    /// </summary>
    /// <exception cref="CredRankException">Nothing mints, or nothing that is minted reaches anybody.</exception>
    public static (double[] Cred, double[] Stopped) Solve(
        WeightedGraph graph, EpochBoundaries epochs, CredRankParameters parameters, PersonalAttributions attributions,
        CancellationToken cancellation)
    {
        var chain = new SourceCredChain(graph, epochs, parameters, attributions);
        if (!(chain.mint > 0)) throw new CredRankException(CredRankFaults.NoMintingNodes, "No contribution mints anything.");
        var (flow, stopped) = chain.Settle(cancellation);
        return (chain.CredOf(flow), chain.CredOf(stopped));
    }

    private int NodeOf(int participant, int epoch) => 1 + Contributions + (participant * epochs.Count) + epoch;

    private int Accumulator(int epoch) => NodeOf(graph.Participants.Count, epoch);

    private void Add(int source, int target, double part)
    {
        from.Add(source);
        to.Add(target);
        share.Add(part);
    }

    private void AddEdges()
    {
        var edges = graph.Edges;
        var weightOut = new double[toSeed.Length];
        for (var e = 0; e < edges.Count; e++)
        {
            var (source, target) = Ends(e);
            if (edges.ForwardWeights.Span[e] is var forward and > 0) weightOut[source] += forward;
            if (edges.BackwardWeights.Span[e] is var backward and > 0) weightOut[target] += backward;
        }

        for (var e = 0; e < edges.Count; e++)
        {
            var (source, target) = Ends(e);
            if (edges.ForwardWeights.Span[e] is var forward and > 0) Add(source, target, forward / weightOut[source] * Organic(source));
            if (edges.BackwardWeights.Span[e] is var backward and > 0) Add(target, source, backward / weightOut[target] * Organic(target));
        }

        var others = parameters.Beta + parameters.GammaForward + parameters.GammaBackward;
        for (var node = 1; node < toSeed.Length; node++)
            toSeed[node] = 1 - (weightOut[node] > 0 ? Organic(node) : 0) - (node <= Contributions ? 0 : others);
    }

    private double Organic(int node) => node <= Contributions ? 1 - parameters.Alpha : parameters.Remainder;

    private (int Source, int Target) Ends(int edge)
    {
        var edges = graph.Edges;
        var (forward, backward, time) = (edges.ForwardWeights.Span[edge], edges.BackwardWeights.Span[edge], edges.TimesMs.Span[edge]);
        return (EndOf(edges.Sources.Span[edge], time, forward > 0), EndOf(edges.Targets.Span[edge], time, backward > 0));
    }

    /// <summary>An end; SourceCred fails if anything flows out of one in no interval, and so that is the first here.</summary>
    private int EndOf(int node, double time, bool flowsOut)
    {
        if (node >= graph.Participants.Count) return 1 + node - graph.Participants.Count;
        var next = epochs.Starts.AsSpan().BinarySearch(time);
        var epoch = (next < 0 ? ~next : next) - 1;
        return epoch >= 0 ? NodeOf(node, epoch) : flowsOut ? NodeOf(node, 0) : Lost;
    }

    /// <summary>Where the flow settles, and where it is when SourceCred stops, which lets it fade where this keeps its sum.</summary>
    private (double[] Flow, double[] Stopped) Settle(CancellationToken cancellation)
    {
        var (flow, next, stopped, rest) = (new double[Size], new double[Size], (double[]?)null, 1.0);
        Array.Fill(flow, 1.0 / Size);
        for (var (step, change) = (0, double.PositiveInfinity); step < StepsMax && change > Threshold; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Clear(next);
            Step(flow, next);
            // It goes by the flow before the step that changes next to nothing.
            if (stopped is null && (step >= StoppedStepsMax || rest * LargestChange(flow, next) < StoppedThreshold)) stopped = [.. flow];
            rest *= next.Sum();
            change = Normalise(flow, next);
            (flow, next) = (next, flow);
        }

        return (flow, stopped ?? flow);
    }

    private static double LargestChange(double[] flow, double[] next)
    {
        var largest = 0.0;
        for (var node = 0; node < next.Length; node++) largest = Math.Max(largest, Math.Abs(next[node] - flow[node]));
        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Step(double[] flow, double[] next)
    {
        var mints = graph.Mints.Span;
        for (var c = 0; c < mints.Length; c++) next[1 + c] = flow[0] * mints[c] / mint;
        var sources = from.First(from.Count).Span;
        var targets = to.First(to.Count).Span;
        var shares = share.First(share.Count).Span;
        for (var i = 0; i < sources.Length; i++)
            if (targets[i] != Lost) next[targets[i]] += flow[sources[i]] * shares[i];
        var seed = 0.0;
        for (var node = 1; node < toSeed.Length; node++) seed += flow[node] * toSeed[node];
        for (var participant = 0; participant < graph.Participants.Count; participant++)
            for (var epoch = 0; epoch < epochs.Count; epoch++)
            {
                var here = flow[NodeOf(participant, epoch)];
                next[Accumulator(epoch)] += here * Payout(participant, epoch);
                next[NodeOf(participant, Math.Min(epoch + 1, epochs.Count - 1))] += here * parameters.GammaForward;
                next[NodeOf(participant, Math.Max(epoch - 1, 0))] += here * parameters.GammaBackward;
            }

        for (var epoch = 0; epoch < epochs.Count; epoch++) seed += flow[Accumulator(epoch)];
        next[0] = seed;
    }

    private double Payout(int participant, int epoch) => attributions.Shares.Count == 0 ? parameters.Beta
        : parameters.Beta - (attributions.GivenBy(participant, epoch) * parameters.Beta);

    private static double Normalise(double[] flow, double[] next)
    {
        var (sum, change) = (0.0, 0.0);
        foreach (var each in next) sum += each;
        for (var node = 0; node < next.Length; node++)
        {
            next[node] /= sum;
            change += Math.Abs(next[node] - flow[node]);
        }

        return change;
    }

    private double[] CredOf(double[] flow)
    {
        var paid = 0.0;
        for (var epoch = 0; epoch < epochs.Count; epoch++) paid += flow[Accumulator(epoch)];
        if (!(paid > 0)) throw new CredRankException(CredRankFaults.NoParticipantReached, "No minted cred reaches any participant.");
        var cred = new double[graph.Participants.Count * epochs.Count];
        for (var participant = 0; participant < graph.Participants.Count; participant++)
            for (var epoch = 0; epoch < epochs.Count; epoch++)
                cred[(participant * epochs.Count) + epoch] =
                    flow[NodeOf(participant, epoch)] / paid * mint * Payout(participant, epoch);
        return cred;
    }
}
