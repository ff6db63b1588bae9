using Grain.Functions.Graph;

namespace Grain.Functions.CredRank;

/// <summary>
/// Makes the organic edges and the attributions into transition probabilities. A step of weight w out of row u has
/// probability <c>w / W(u) · m(u)</c>, where W(u) is the weight of all steps out of u and m(u) is 1 - alpha for a
/// contribution and the remainder for a participant-epoch.
/// </summary>
internal sealed class TransitionMatrixBuilder
{
    private readonly WeightedEdges _edges;
    private readonly EdgeRows _ends;
    private readonly int _contributions;
    private readonly CredRankParameters _parameters;
    private readonly double[] _weightsOut;
    private readonly int[] _rowStarts;

    private TransitionMatrixBuilder(WeightedGraph graph, EdgeRows ends, int activeEpochs, CredRankParameters parameters)
    {
        _edges = graph.Edges;
        _ends = ends;
        _contributions = graph.Contributions.Count;
        _parameters = parameters;
        _weightsOut = new double[_contributions + activeEpochs];
        _rowStarts = new int[_contributions + activeEpochs + 1];
    }

    /// <summary>Builds the matrix.</summary>
    public static TransitionMatrix Build(
        WeightedGraph graph, EdgeRows ends, ParticipantEpochs active, AttributionSchedule attributions, CredRankParameters parameters)
    {
        var builder = new TransitionMatrixBuilder(graph, ends, active.Count, parameters);
        builder.CountSteps();
        foreach (var share in attributions.Shares)
            builder._rowStarts[builder._contributions + active.IndexOf(share.Recipient, share.Epoch)]++;
        return builder.PlaceSteps(attributions, active);
    }

    private void CountSteps()
    {
        var forward = _edges.ForwardWeights.Span;
        var backward = _edges.BackwardWeights.Span;
        for (var e = 0; e < forward.Length; e++)
        {
            if (forward[e] > 0)
            {
                _weightsOut[_ends.Sources[e]] += forward[e];
                _rowStarts[_ends.Targets[e]]++;
            }

            if (backward[e] > 0)
            {
                _weightsOut[_ends.Targets[e]] += backward[e];
                _rowStarts[_ends.Sources[e]]++;
            }
        }
    }

    private TransitionMatrix PlaceSteps(AttributionSchedule attributions, ParticipantEpochs active)
    {
        // Counts become ends; placing from the back turns the ends into beginnings.
        var total = 0;
        for (var row = 0; row < _rowStarts.Length; row++) _rowStarts[row] = total += _rowStarts[row];
        var origins = GC.AllocateUninitializedArray<int>(total);
        var probabilities = GC.AllocateUninitializedArray<double>(total);

        void Place(int from, int to, double probability)
        {
            var at = --_rowStarts[to];
            origins[at] = from;
            probabilities[at] = probability;
        }

        foreach (var (giver, recipient, epoch, proportion) in attributions.Shares)
        {
            Place(
                _contributions + active.IndexOf(giver, epoch),
                _contributions + active.IndexOf(recipient, epoch),
                _parameters.Beta * proportion);
        }

        var forward = _edges.ForwardWeights.Span;
        var backward = _edges.BackwardWeights.Span;
        for (var e = 0; e < forward.Length; e++)
        {
            var (source, target) = (_ends.Sources[e], _ends.Targets[e]);
            if (forward[e] > 0) Place(source, target, forward[e] / _weightsOut[source] * Organic(source));
            if (backward[e] > 0) Place(target, source, backward[e] / _weightsOut[target] * Organic(target));
        }

        return new TransitionMatrix(_rowStarts, origins, probabilities);
    }

    private double Organic(int row) => row < _contributions ? 1 - _parameters.Alpha : _parameters.Remainder;
}
