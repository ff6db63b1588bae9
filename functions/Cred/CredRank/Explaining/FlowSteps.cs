using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Explaining;

/// <summary>
/// A way that cred takes over an edge, with its ends as nodes and as rows: contributions first, then active participant-epochs.
/// </summary>
internal readonly record struct FlowStep(int From, int FromRow, int To, double Weight);

/// <summary>The ways that cred takes over the edges of a graph, and how much of it each took.</summary>
internal sealed class FlowSteps
{
    private readonly WeightedGraph graph;
    private readonly EpochBoundaries epochs;
    private readonly CredRankParameters parameters;
    private readonly SettledFlow settled;
    private readonly double[] weightsOut;

    /// <summary>Adds up how much weight leads out of each row.</summary>
    /// <exception cref="InvalidDataException">The flow is not of this graph.</exception>
    public FlowSteps(WeightedGraph graph, EpochBoundaries epochs, CredRankParameters parameters, SettledFlow settled)
    {
        (this.graph, this.epochs, this.parameters, this.settled) = (graph, epochs, parameters, settled);
        if (settled.Active.Participants != graph.Participants.Count || settled.ContributionScores.Length != graph.Contributions.Count)
            throw NotOfThisGraph(
                $"it has {settled.Active.Participants} participants and {settled.ContributionScores.Length} contributions");
        weightsOut = new double[graph.Contributions.Count + settled.Active.Count];
        if (settled.SeedScore > 0) ForEach((step, _) => weightsOut[step.FromRow] += step.Weight);
    }

    /// <summary>A way over an edge that counts in an epoch.</summary>
    public FlowStep Of(int from, int to, double weight, int epoch) => new(from, RowOf(from, epoch), to, weight);

    /// <summary>Whether any way leads on from an active participant-epoch.</summary>
    public bool Leave(int participantEpoch) => weightsOut[graph.Contributions.Count + participantEpoch] != 0;

    /// <summary>What a node is.</summary>
    public FlowEnd EndOf(int node) => node < graph.Participants.Count ? FlowEnd.Participant : FlowEnd.Contribution;

    /// <summary>How much cred took a way.</summary>
    public double FlowOver(FlowStep step)
    {
        var contributions = graph.Contributions.Count;
        var (score, share) = step.FromRow < contributions
            ? (settled.ContributionScores[step.FromRow], 1 - parameters.Alpha)
            : (settled.ParticipantEpochScores[step.FromRow - contributions], parameters.Remainder);
        return score * (step.Weight / weightsOut[step.FromRow]) * share;
    }

    /// <summary>Takes both ways of every edge that conducts.</summary>
    public void ForEach(Action<FlowStep, int> take)
    {
        var edges = graph.Edges;
        var sources = edges.Sources.Span;
        var targets = edges.Targets.Span;
        var times = edges.TimesMs.Span;
        for (var e = 0; e < edges.Count; e++)
        {
            var (forward, backward) = (edges.ForwardWeights.Span[e], edges.BackwardWeights.Span[e]);
            if (forward == 0 && backward == 0) continue;
            var epoch = epochs.EpochOf(times[e]);
            if (forward > 0) take(Of(sources[e], targets[e], forward, epoch), epoch);
            if (backward > 0) take(Of(targets[e], sources[e], backward, epoch), epoch);
        }
    }

    private int RowOf(int node, int epoch)
    {
        if (node >= graph.Participants.Count) return node - graph.Participants.Count;
        var index = settled.Active.IndexOf(node, epoch);
        return index >= 0 ? graph.Contributions.Count + index
            : throw NotOfThisGraph($"{graph.Participants[node]} does nothing in epoch {epoch}");
    }

    private static InvalidDataException NotOfThisGraph(string why) => new($"The settled flow is not of this graph: {why}.");
}
