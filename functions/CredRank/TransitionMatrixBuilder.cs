using System.Runtime.CompilerServices;
using Grain.Functions.Graph;
using static Grain.Functions.CredRank.CredRankFaults;

namespace Grain.Functions.CredRank;

/// <summary>
/// Makes the organic edges and the attributions into transition probabilities. A step of weight w out of row u has
/// probability <c>w / W(u) · m(u)</c>, where W(u) is the weight of all steps out of u and m(u) is 1 - alpha for a
/// contribution and the remainder for a participant-epoch.
/// </summary>
/// <remarks>A counting sort in two passes over the edges. Steps into a row keep the order of the edges.</remarks>
internal sealed class TransitionMatrixBuilder
{
    private readonly WeightedEdges _edges;
    private readonly EdgeRows _ends;
    private readonly ParticipantEpochs _active;
    private readonly AttributionSchedule _attributions;
    private readonly CredRankParameters _parameters;
    private readonly ParallelOptions _parallel;
    private readonly int _contributions;
    private readonly int _rows;
    private readonly Chunk[] _chunks;
    private readonly double[] _weightsOut;

    public TransitionMatrixBuilder(
        WeightedGraph graph,
        EdgeRows ends,
        ParticipantEpochs active,
        AttributionSchedule attributions,
        CredRankParameters parameters,
        ParallelOptions parallel)
    {
        (_edges, _ends, _active, _attributions, _parameters, _parallel) = (graph.Edges, ends, active, attributions, parameters, parallel);
        _contributions = graph.Contributions.Count;
        _rows = _contributions + active.Count;
        _chunks = new Chunk[EdgeChunks.CountFor(_edges.Count)];
        _weightsOut = new double[_rows];
    }

    /// <summary>Per row, what a chunk of edges has: how many steps lead into it, and how much weight leads out of it.</summary>
    private readonly record struct Chunk(int From, int To, int[] StepsInto, double[] WeightsOut);

    /// <summary>Builds the matrix.</summary>
    /// <exception cref="CredRankException"><see cref="BadEdgeWeight"/>: the weights at a node add up to more than a double holds.</exception>
    public TransitionMatrix Build()
    {
        Parallel.For(0, _chunks.Length, _parallel, CountChunk);
        var rowStarts = new int[_rows + 1];
        var attributed = CountAttributions();
        var total = 0;
        for (var row = 0; row < _rows; row++)
        {
            rowStarts[row] = total;
            foreach (var chunk in _chunks)
            {
                // Counts become the places where each chunk puts its steps.
                (chunk.StepsInto[row], total) = (total, total + chunk.StepsInto[row]);
                _weightsOut[row] += chunk.WeightsOut[row];
            }

            if (attributed is not null) (attributed[row], total) = (total, total + attributed[row]);
            if (!double.IsFinite(_weightsOut[row])) throw Overflow(row);
        }

        rowStarts[_rows] = total;
        var matrix = new TransitionMatrix(
            rowStarts, GC.AllocateUninitializedArray<int>(total), GC.AllocateUninitializedArray<double>(total));
        Parallel.For(0, _chunks.Length, _parallel, chunk => PlaceChunk(_chunks[chunk], matrix));
        PlaceAttributions(attributed, matrix);
        return matrix;
    }

    /// <summary>The contributions that no step leaves: all that flows through them returns to the seed.</summary>
    public int[] FindDeadEnds() => [.. Enumerable.Range(0, _contributions).Where(row => _weightsOut[row] == 0)];

    /// <summary>Whether each active participant-epoch is one that no organic step leaves.</summary>
    public bool[] FindStranded() => [.. _weightsOut.Skip(_contributions).Select(weight => weight == 0)];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountChunk(int index)
    {
        var (from, to) = EdgeChunks.Bounds(index, _chunks.Length, _edges.Count);
        var stepsInto = new int[_rows];
        var weightsOut = new double[_rows];
        var forward = _edges.ForwardWeights.Span;
        var backward = _edges.BackwardWeights.Span;
        for (var e = from; e < to; e++)
        {
            if (forward[e] > 0)
            {
                weightsOut[_ends.Sources[e]] += forward[e];
                stepsInto[_ends.Targets[e]]++;
            }

            if (backward[e] > 0)
            {
                weightsOut[_ends.Targets[e]] += backward[e];
                stepsInto[_ends.Sources[e]]++;
            }
        }

        _chunks[index] = new Chunk(from, to, stepsInto, weightsOut);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PlaceChunk(Chunk chunk, TransitionMatrix matrix)
    {
        var forward = _edges.ForwardWeights.Span;
        var backward = _edges.BackwardWeights.Span;
        var places = chunk.StepsInto;
        for (var e = chunk.From; e < chunk.To; e++)
        {
            var (source, target) = (_ends.Sources[e], _ends.Targets[e]);
            if (forward[e] > 0)
            {
                var at = places[target]++;
                matrix.Origins[at] = source;
                matrix.Probabilities[at] = forward[e] / _weightsOut[source] * OrganicShare(source);
            }

            if (backward[e] > 0)
            {
                var at = places[source]++;
                matrix.Origins[at] = target;
                matrix.Probabilities[at] = backward[e] / _weightsOut[target] * OrganicShare(target);
            }
        }
    }

    private double OrganicShare(int row) => row < _contributions ? 1 - _parameters.Alpha : _parameters.Remainder;

    private int[]? CountAttributions()
    {
        if (_attributions.Shares.Count == 0) return null;
        var stepsInto = new int[_rows];
        foreach (var share in _attributions.Shares) stepsInto[RowOf(share.Recipient, share.Epoch)]++;
        return stepsInto;
    }

    private void PlaceAttributions(int[]? places, TransitionMatrix matrix)
    {
        if (places is null) return;
        foreach (var (giver, recipient, epoch, proportion) in _attributions.Shares)
        {
            var at = places[RowOf(recipient, epoch)]++;
            matrix.Origins[at] = RowOf(giver, epoch);
            matrix.Probabilities[at] = _parameters.Beta * proportion;
        }
    }

    private int RowOf(int participant, int epoch) => _contributions + _active.IndexOf(participant, epoch);

    private CredRankException Overflow(int row)
    {
        for (var e = 0; e < _edges.Count; e++)
        {
            if (_ends.Sources[e] == row || _ends.Targets[e] == row)
                return new CredRankException(BadEdgeWeight, $"The weights of all edges at one end of edge {e} add up to more than a double holds.");
        }

        throw new InvalidOperationException($"Row {row} has weight but no edge.");
    }
}
