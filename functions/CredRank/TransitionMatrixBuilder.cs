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
    private readonly WeightedEdges edges;
    private readonly EdgeRows ends;
    private readonly ParticipantEpochs active;
    private readonly AttributionSchedule attributions;
    private readonly CredRankParameters parameters;
    private readonly ParallelOptions parallel;
    private readonly int contributions;
    private readonly int rows;
    private readonly Chunk[] chunks;
    private readonly double[] weightsOut;
    private readonly byte[] strides;
    private readonly double[] organicShares;

    public TransitionMatrixBuilder(
        WeightedGraph graph,
        EdgeRows ends,
        ParticipantEpochs active,
        AttributionSchedule attributions,
        CredRankParameters parameters,
        ParallelOptions parallel)
    {
        (edges, this.ends, this.active, this.attributions, this.parameters, this.parallel) = (graph.Edges, ends, active, attributions, parameters, parallel);
        contributions = graph.Contributions.Count;
        rows = contributions + active.Count;
        chunks = new Chunk[EdgeChunks.CountFor(edges.Count)];
        (this.weightsOut, this.strides) = (new double[rows], new byte[rows]);
        this.organicShares = [1 - parameters.Alpha, parameters.Remainder];
    }

    /// <summary>Per row, what a chunk of edges has: how many steps lead into it, and how much weight leads out of it.</summary>
    private readonly record struct Chunk(int From, int To, int[] StepsInto, double[] WeightsOut);

    /// <summary>Builds the matrix, and the blocks of rows to work on it: first those of contributions, then those of participants.</summary>
    /// <exception cref="CredRankException"><see cref="BadEdgeWeight"/>: the weights at a node add up to more than a double holds.</exception>
    public (TransitionMatrix Matrix, RowBlocks Contributions, RowBlocks Participants) Build()
    {
        Parallel.For(0, chunks.Length, this.parallel, CountChunk);
        var attributed = CountAttributions();
        var stepsBefore = AddCounts(attributed);
        var contributionBlocks = RowBlocks.Create(contributions, row => stepsBefore[row]);
        var participantBlocks = RowBlocks.Create(this.active.Participants, p => stepsBefore[contributions + this.active.Begin(p)]);

        var slices = new RowSlices(stepsBefore, BoundsOf(contributionBlocks, participantBlocks));
        SetPlaces(slices, attributed);
        var origins = GC.AllocateUninitializedArray<int>(slices.Room);
        var probabilities = GC.AllocateUninitializedArray<double>(slices.Room);
        Parallel.For(0, chunks.Length, this.parallel, chunk => PlaceChunk(chunks[chunk], origins, probabilities));
        PlaceAttributions(attributed, origins, probabilities);
        slices.FillGaps(origins, probabilities);
        return (new TransitionMatrix(slices, origins, probabilities), contributionBlocks, participantBlocks);
    }

    /// <summary>The contributions that no step leaves: all that flows through them returns to the seed.</summary>
    public int[] FindDeadEnds() => [.. Enumerable.Range(0, contributions).Where(row => this.weightsOut[row] == 0)];

    /// <summary>Whether each active participant-epoch is one that no organic step leaves.</summary>
    public bool[] FindStranded() => [.. this.weightsOut.Skip(contributions).Select(weight => weight == 0)];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountChunk(int index)
    {
        var (from, to) = EdgeChunks.Bounds(index, chunks.Length, edges.Count);
        var stepsInto = new int[rows];
        var weightsOut = new double[rows];
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        for (var e = from; e < to; e++)
        {
            if (forward[e] > 0)
            {
                weightsOut[this.ends.Sources[e]] += forward[e];
                stepsInto[this.ends.Targets[e]]++;
            }

            if (backward[e] > 0)
            {
                weightsOut[this.ends.Targets[e]] += backward[e];
                stepsInto[this.ends.Sources[e]]++;
            }
        }

        chunks[index] = new Chunk(from, to, stepsInto, weightsOut);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PlaceChunk(Chunk chunk, int[] origins, double[] probabilities)
    {
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        var places = chunk.StepsInto;
        for (var e = chunk.From; e < chunk.To; e++)
        {
            var (source, target) = (this.ends.Sources[e], this.ends.Targets[e]);
            if (forward[e] > 0)
            {
                var at = places[target];
                places[target] = at + this.strides[target];
                origins[at] = source;
                probabilities[at] = forward[e] / this.weightsOut[source] * OrganicShare(source);
            }

            if (backward[e] > 0)
            {
                var at = places[source];
                places[source] = at + this.strides[source];
                origins[at] = target;
                probabilities[at] = backward[e] / this.weightsOut[target] * OrganicShare(target);
            }
        }
    }

    /// <summary>Adds up what the chunks and attributions have in each row.</summary>
    /// <returns>How many steps lie before each row.</returns>
    private int[] AddCounts(int[]? attributed)
    {
        var stepsBefore = new int[rows + 1];
        for (var row = 0; row < rows; row++)
        {
            var steps = attributed?[row] ?? 0;
            foreach (var chunk in chunks)
            {
                steps += chunk.StepsInto[row];
                this.weightsOut[row] += chunk.WeightsOut[row];
            }

            stepsBefore[row + 1] = stepsBefore[row] + steps;
            if (!double.IsFinite(this.weightsOut[row])) throw Overflow(row);
        }

        return stepsBefore;
    }

    /// <summary>Makes counts into the places where each chunk, and at last the attributions, put their steps.</summary>
    private void SetPlaces(RowSlices slices, int[]? attributed)
    {
        for (var row = 0; row < rows; row++)
        {
            var (place, stride) = (slices.PlaceOf(row), slices.StrideOf(row));
            this.strides[row] = (byte)stride;
            foreach (var chunk in chunks) (chunk.StepsInto[row], place) = (place, place + (stride * chunk.StepsInto[row]));
            if (attributed is not null) attributed[row] = place;
        }
    }

    private int[] BoundsOf(RowBlocks contributionBlocks, RowBlocks participantBlocks)
    {
        var bounds = new List<int>(contributionBlocks.Bounds.ToArray());
        foreach (var participant in participantBlocks.Bounds[1..]) bounds.Add(contributions + this.active.Begin(participant));
        return [.. bounds];
    }

    // A table, since a processor would guess the kind of the row wrong every third time.
    private double OrganicShare(int row) => this.organicShares[row < contributions ? 0 : 1];

    private int[]? CountAttributions()
    {
        if (this.attributions.Shares.Count == 0) return null;
        var stepsInto = new int[rows];
        foreach (var share in this.attributions.Shares) stepsInto[RowOf(share.Recipient, share.Epoch)]++;
        return stepsInto;
    }

    private void PlaceAttributions(int[]? places, int[] origins, double[] probabilities)
    {
        if (places is null) return;
        foreach (var (giver, recipient, epoch, proportion) in this.attributions.Shares)
        {
            var row = RowOf(recipient, epoch);
            var at = places[row];
            places[row] = at + this.strides[row];
            origins[at] = RowOf(giver, epoch);
            probabilities[at] = this.parameters.Beta * proportion;
        }
    }

    private int RowOf(int participant, int epoch) => contributions + this.active.IndexOf(participant, epoch);

    private CredRankException Overflow(int row)
    {
        for (var e = 0; e < edges.Count; e++)
        {
            if (this.ends.Sources[e] == row || this.ends.Targets[e] == row)
                return new CredRankException(BadEdgeWeight, $"The weights of all edges at one end of edge {e} add up to more than a double holds.");
        }

        throw new InvalidOperationException($"Row {row} has weight but no edge.");
    }
}
