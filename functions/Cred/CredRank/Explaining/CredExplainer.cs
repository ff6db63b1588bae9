using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Explaining;

/// <summary>
/// Tells where participants' cred came from and where it went, from a solution that was stored. Nothing is solved again: the
/// flow over an edge is the score of the node it leaves, times the share of that node's weight that the edge has. Takes one pass
/// over the edges to begin with, and two for each participant.
/// </summary>
public sealed class CredExplainer
{
    private readonly WeightedGraph graph;
    private readonly EpochBoundaries epochs;
    private readonly CredRankParameters parameters;
    private readonly AttributionSchedule attributions;
    private readonly SettledFlow settled;
    private readonly WebbingStretches webbing;
    private readonly FlowSteps steps;

    /// <summary>Prepares to explain.</summary>
    /// <param name="graph">The graph that the flow is of.</param>
    /// <param name="epochs">The epochs that it was computed over.</param>
    /// <param name="parameters">The parameters that it was computed with.</param>
    /// <param name="attributions">The attributions that it was computed with; nobody's if absent.</param>
    /// <param name="flow">The scores.</param>
    /// <exception cref="InvalidDataException">The flow is not of this graph.</exception>
    public CredExplainer(WeightedGraph graph, EpochBoundaries epochs, CredRankParameters parameters, PersonalAttributions? attributions,
        SettledFlow flow)
    {
        (this.graph, this.epochs, this.parameters, settled) = (graph, epochs, parameters, flow);
        steps = new FlowSteps(graph, epochs, parameters, flow);
        this.attributions = AttributionSchedule.Create(attributions ?? PersonalAttributions.None, graph, epochs);
        webbing = new WebbingStretches(parameters.GammaForward, parameters.GammaBackward, epochs.Count);
    }

    /// <summary>Everything that flows through a participant, epoch by epoch; epochs in which nothing does are left out.</summary>
    public IReadOnlyList<EpochFlow> Explain(int participant)
    {
        var scores = new double[epochs.Count];
        webbing.FillAll(scores, settled.Active.EpochsOf(participant),
            settled.ParticipantEpochScores[settled.Active.Begin(participant)..settled.Active.End(participant)]);
        var (from, behind, to) = (NewSums(), NewSums(), NewSums());
        var throughContributions = AddSteps(participant, scores, from, to);
        AddBehind(throughContributions, behind);
        AddAttributions(participant, scores, from, to);
        for (var epoch = 0; epoch < scores.Length; epoch++) AddShares(participant, epoch, scores, from[epoch], to[epoch]);

        var flows = new List<EpochFlow>();
        for (var epoch = 0; epoch < scores.Length; epoch++)
        {
            if (scores[epoch] == 0) continue;
            var credPerFlow = parameters.Beta * (1 - attributions.GivenBy(participant, epoch));
            flows.Add(new EpochFlow
            {
                Epoch = epoch,
                Score = scores[epoch],
                Cred = scores[epoch] * credPerFlow,
                From = from[epoch].ToParts(credPerFlow),
                Behind = behind[epoch].ToParts(credPerFlow),
                To = to[epoch].ToParts(credPerFlow),
            });
        }

        return flows;
    }

    /// <summary>What flows through a node: of a participant in all epochs together.</summary>
    public double FlowOf(int node)
    {
        if (node >= graph.Participants.Count) return settled.ContributionScores[node - graph.Participants.Count];
        var scores = new double[epochs.Count];
        webbing.FillAll(scores, settled.Active.EpochsOf(node),
            settled.ParticipantEpochScores[settled.Active.Begin(node)..settled.Active.End(node)]);
        return scores.Sum();
    }

    /// <summary>The epoch in which an edge counts, by its index.</summary>
    public int EpochOf(int edge) => epochs.EpochOf(graph.Edges.TimesMs.Span[edge]);

    /// <summary>What flows over an edge: from its source to its target, and back.</summary>
    public (double Forward, double Backward) FlowOver(int edge)
    {
        if (settled.SeedScore == 0) return (0, 0);
        var (edges, epoch) = (graph.Edges, EpochOf(edge));
        var (source, target) = (edges.Sources.Span[edge], edges.Targets.Span[edge]);
        return (Flow(source, target, edges.ForwardWeights.Span[edge]), Flow(target, source, edges.BackwardWeights.Span[edge]));

        double Flow(int from, int to, double weight) => weight > 0 ? steps.FlowOver(steps.Of(from, to, weight, epoch)) : 0;
    }

    private FlowSums[] NewSums() => [.. Enumerable.Range(0, epochs.Count).Select(_ => new FlowSums())];

    /// <summary>What flows over the participant's own edges, in and out.</summary>
    /// <returns>For each contribution what came from it in which epoch.</returns>
    private Dictionary<int, List<(int Epoch, double Flow)>> AddSteps(int participant, double[] scores, FlowSums[] from, FlowSums[] to)
    {
        var contributions = new Dictionary<int, List<(int Epoch, double Flow)>>();
        if (settled.SeedScore == 0) return contributions;
        steps.ForEach((step, epoch) =>
        {
            if (step.To == participant)
            {
                var flow = steps.FlowOver(step);
                from[epoch].Add(steps.EndOf(step.From), step.From, flow);
                if (step.From >= graph.Participants.Count && flow > 0)
                {
                    if (!contributions.TryGetValue(step.From, out var parts)) contributions.Add(step.From, parts = []);
                    parts.Add((epoch, flow));
                }
            }

            if (step.From == participant) to[epoch].Add(steps.EndOf(step.To), step.To, steps.FlowOver(step));
        });
        return contributions;
    }

    /// <summary>Splits what came from contributions by what flowed into them: the second step back.</summary>
    private void AddBehind(Dictionary<int, List<(int Epoch, double Flow)>> contributions, FlowSums[] behind)
    {
        if (contributions.Count == 0) return;
        foreach (var contribution in contributions.Keys)
            Split(FlowEnd.Mint, -1, settled.SeedScore * graph.Mints.Span[contribution - graph.Participants.Count] / settled.TotalMint,
                contribution);
        steps.ForEach((step, _) =>
        {
            if (contributions.ContainsKey(step.To)) Split(steps.EndOf(step.From), step.From, steps.FlowOver(step), step.To);
        });

        void Split(FlowEnd end, int node, double flowIn, int contribution)
        {
            var share = flowIn / settled.ContributionScores[contribution - graph.Participants.Count];
            foreach (var (epoch, flow) in contributions[contribution]) behind[epoch].Add(end, node, flow * share);
        }
    }

    private void AddAttributions(int participant, double[] scores, FlowSums[] from, FlowSums[] to)
    {
        foreach (var (giver, recipient, epoch, proportion) in attributions.Shares)
        {
            if (giver == participant) to[epoch].Add(FlowEnd.Attribution, recipient, scores[epoch] * parameters.Beta * proportion);
            if (recipient == participant && settled.Active.IndexOf(giver, epoch) is var index and >= 0)
                from[epoch].Add(FlowEnd.Attribution, giver, settled.ParticipantEpochScores[index] * parameters.Beta * proportion);
        }
    }

    /// <summary>
    /// What is paid out, returned to the seed, and moved between the participant's own epochs. The outermost epochs keep what would leave
    /// time.
    /// </summary>
    private void AddShares(int participant, int epoch, double[] scores, FlowSums from, FlowSums to)
    {
        var (score, last) = (scores[epoch], scores.Length - 1);
        from.Add(FlowEnd.EarlierEpoch, -1,
            scores[Math.Max(epoch - 1, 0)] * (epoch > 0 ? parameters.GammaForward : parameters.GammaBackward));
        from.Add(FlowEnd.LaterEpoch, -1,
            scores[Math.Min(epoch + 1, last)] * (epoch < last ? parameters.GammaBackward : parameters.GammaForward));
        to.Add(FlowEnd.EarlierEpoch, -1, score * parameters.GammaBackward);
        to.Add(FlowEnd.LaterEpoch, -1, score * parameters.GammaForward);
        to.Add(FlowEnd.Cred, -1, score * parameters.Beta * (1 - attributions.GivenBy(participant, epoch)));
        var isStranded = settled.Active.IndexOf(participant, epoch) is var index && (index < 0 || !steps.Leave(index));
        to.Add(FlowEnd.Seed, -1, score * (parameters.Alpha + (isStranded ? parameters.Remainder : 0)));
    }
}
