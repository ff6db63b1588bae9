using Grain.Functions.Cred.Graph;
using static Grain.Functions.Cred.CredRank.CredRankFaults;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Makes the organic edges and the attributions into transition probabilities. A step of weight w out of item u has
/// probability <c>w / W(u) · m(u)</c>, where W(u) is the weight of all steps out of u and m(u) is 1 - alpha for a
/// contribution and the remainder for a participant-epoch.
/// </summary>
/// <remarks>A counting sort in two passes over the edges. Steps into an item keep the order of the edges.</remarks>
internal sealed class TransitionMatrixBuilder
{
    private readonly WeightedEdges edges;
    private readonly EdgeEnds ends;
    private readonly ParticipantEpochs active;
    private readonly AttributionSchedule attributions;
    private readonly CredRankParameters parameters;
    private readonly SolverThreads crew;
    private readonly ScratchArrays scratch;
    private readonly int contributions;
    private readonly int items;
    private readonly Chunk[] chunks;
    private readonly double[] weightsOut;
    private readonly byte[] strides;
    private readonly double[] organicShares;

    public TransitionMatrixBuilder(
        WeightedGraph graph,
        EdgeEnds ends,
        ParticipantEpochs active,
        AttributionSchedule attributions,
        CredRankParameters parameters,
        SolverThreads crew,
        ScratchArrays scratch)
    {
        (edges, this.ends, this.active) = (graph.Edges, ends, active);
        (this.attributions, this.parameters, this.crew, this.scratch) = (attributions, parameters, crew, scratch);
        contributions = graph.Contributions.Count;
        items = contributions + active.Count;
        chunks = [.. Enumerable.Range(0, EdgeChunks.CountFor(edges.Count))
            .Select(_ => new Chunk(scratch.Rent<int>(items), scratch.Rent<double>(items)))];
        (this.weightsOut, this.strides) = (scratch.Rent<double>(items), new byte[items]);
        this.organicShares = [1 - parameters.Alpha, parameters.Remainder];
    }

    /// <summary>Per item, what a chunk of edges has: how many steps lead into it, and how much weight leads out of it.</summary>
    private readonly record struct Chunk(int[] StepsInto, double[] WeightsOut);

    /// <summary>Whether an organic step leaves an item.</summary>
    public bool IsLeft(int item) => this.weightsOut[item] > 0;

    /// <summary>
    /// Builds the matrix, and the blocks of items to work on it: first those of contributions, then those of participants.
    /// </summary>
    /// <exception cref="CredRankException"><see cref="BadEdgeWeight"/>: the weights at a node add up to more than a double
    /// holds.</exception>
    public (TransitionMatrix Matrix, RowBlocks Contributions, RowBlocks Participants) Build()
    {
        this.crew.Run(chunks.Length, CountChunk);
        var attributed = CountAttributions();
        var steps = AddCounts(attributed);
        var contributionBlocks = RowBlocks.Create(steps.AsSpan(0, contributions));
        var participantBlocks = RowBlocks.Create(StepsOfParticipants(steps));

        var bounds = BoundsOf(contributionBlocks, participantBlocks);
        var slices = new RowSlices(steps, bounds, this.crew);
        this.crew.Run(bounds.Length - 1, block => SetPlaces(bounds[block], bounds[block + 1], slices, attributed));
        var (origins, probabilities) = (this.scratch.Rent<int>(slices.Room), this.scratch.Rent<double>(slices.Room));
        this.crew.Run(chunks.Length, chunk => PlaceChunk(chunk, slices.RowOfItem, origins, probabilities));
        PlaceAttributions(attributed, slices.RowOfItem, origins, probabilities);
        slices.FillGaps(origins, probabilities, this.crew);
        return (new TransitionMatrix(slices, origins, probabilities), contributionBlocks, participantBlocks);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountChunk(int index)
    {
        var (from, to) = EdgeChunks.Bounds(index, chunks.Length, edges.Count);
        var (stepsInto, weightsOut) = chunks[index];
        Array.Clear(stepsInto, 0, items);
        Array.Clear(weightsOut, 0, items);
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PlaceChunk(int index, ReadOnlySpan<int> rowOfItem, int[] origins, double[] probabilities)
    {
        var (from, to) = EdgeChunks.Bounds(index, chunks.Length, edges.Count);
        var forward = edges.ForwardWeights.Span;
        var backward = edges.BackwardWeights.Span;
        var places = chunks[index].StepsInto;
        for (var e = from; e < to; e++)
        {
            var (source, target) = (this.ends.Sources[e], this.ends.Targets[e]);
            if (forward[e] > 0)
            {
                var at = places[target];
                places[target] = at + this.strides[target];
                origins[at] = rowOfItem[source];
                probabilities[at] = forward[e] / this.weightsOut[source] * OrganicShare(source);
            }

            if (backward[e] > 0)
            {
                var at = places[source];
                places[source] = at + this.strides[source];
                origins[at] = rowOfItem[target];
                probabilities[at] = backward[e] / this.weightsOut[target] * OrganicShare(target);
            }
        }
    }

    /// <summary>Adds up what the chunks and attributions have in each item.</summary>
    /// <returns>How many steps lead into each item.</returns>
    private int[] AddCounts(int[]? attributed)
    {
        var steps = attributed is null ? new int[items] : [.. attributed];
        var parts = EdgeChunks.CountFor(edges.Count);
        this.crew.Run(parts, part =>
        {
            var (from, to) = EdgeChunks.Bounds(part, parts, items);
            Array.Clear(this.weightsOut, from, to - from);
            foreach (var chunk in chunks) AddCounts(chunk, from, to, steps);
            for (var item = from; item < to; item++)
                if (!double.IsFinite(this.weightsOut[item])) throw Overflow(item);
        });
        return steps;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddCounts(Chunk chunk, int from, int to, int[] steps)
    {
        for (var item = from; item < to; item++)
        {
            steps[item] += chunk.StepsInto[item];
            this.weightsOut[item] += chunk.WeightsOut[item];
        }
    }

    /// <summary>Makes counts into the places where each chunk, and at last the attributions, put their steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetPlaces(int begin, int end, RowSlices slices, int[]? attributed)
    {
        for (var item = begin; item < end; item++)
        {
            var row = slices.RowOfItem[item];
            var (place, stride) = (slices.PlaceOf(row), slices.StrideOf(row));
            this.strides[item] = (byte)stride;
            foreach (var chunk in chunks) (chunk.StepsInto[item], place) = (place, place + (stride * chunk.StepsInto[item]));
            if (attributed is not null) attributed[item] = place;
        }
    }

    private int[] StepsOfParticipants(int[] steps)
    {
        var sums = new int[this.active.Participants];
        for (var p = 0; p < sums.Length; p++)
        {
            for (var i = this.active.Begin(p); i < this.active.End(p); i++) sums[p] += steps[contributions + i];
        }

        return sums;
    }

    private int[] BoundsOf(RowBlocks contributionBlocks, RowBlocks participantBlocks)
    {
        var bounds = new List<int>(contributionBlocks.Bounds.ToArray());
        foreach (var participant in participantBlocks.Bounds[1..]) bounds.Add(contributions + this.active.Begin(participant));
        return [.. bounds];
    }

    // A table, since a processor would guess the kind of the item wrong every third time.
    private double OrganicShare(int item) => this.organicShares[item < contributions ? 0 : 1];

    private int[]? CountAttributions()
    {
        if (this.attributions.Shares.Count == 0) return null;
        var stepsInto = new int[items];
        foreach (var share in this.attributions.Shares) stepsInto[ItemOf(share.Recipient, share.Epoch)]++;
        return stepsInto;
    }

    private void PlaceAttributions(int[]? places, ReadOnlySpan<int> rowOfItem, int[] origins, double[] probabilities)
    {
        if (places is null) return;
        foreach (var (giver, recipient, epoch, proportion) in this.attributions.Shares)
        {
            var item = ItemOf(recipient, epoch);
            var at = places[item];
            places[item] = at + this.strides[item];
            origins[at] = rowOfItem[ItemOf(giver, epoch)];
            probabilities[at] = this.parameters.Beta * proportion;
        }
    }

    private int ItemOf(int participant, int epoch) => contributions + this.active.IndexOf(participant, epoch);

    private CredRankException Overflow(int item)
    {
        for (var e = 0; e < edges.Count; e++)
        {
            if (this.ends.Sources[e] == item || this.ends.Targets[e] == item)
                return new CredRankException(BadEdgeWeight,
                    $"The weights of all edges at one end of edge {e} add up to more than a double holds.");
        }

        throw new InvalidOperationException($"Item {item} has weight but no edge.");
    }
}
