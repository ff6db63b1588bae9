using System.Buffers;
using System.Runtime.Intrinsics.X86;
using Grain.Functions.Cred.Graph;
using static Grain.Functions.Cred.CredRank.CredRankFaults;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Makes the organic edges and the attributions into transition probabilities. A step of weight w out of item u has
/// probability <c>w / W(u) · m(u)</c>, where W(u) is the weight of all steps out of u and m(u) is 1 - alpha for a
/// contribution and the remainder for a participant-epoch.
/// </summary>
/// <remarks>
/// Whatever belongs to the items of a bucket is done by one thread (<see cref="StepBuckets"/>). Steps into an item keep the order of the
/// edges, and the weights out of it are added up chunk by chunk of the edges.
/// </remarks>
internal sealed class TransitionMatrixBuilder
{
    private readonly WeightedEdges edges;
    private readonly EdgeEnds ends;
    private readonly ParticipantEpochs active;
    private readonly AttributionSteps given;
    private readonly CredRankParameters parameters;
    private readonly SolverThreads crew;
    private readonly ScratchArrays scratch;
    private readonly int contributions;
    private readonly int items;
    private readonly Origin[] origins;

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
        (this.parameters, this.crew, this.scratch) = (parameters, crew, scratch);
        contributions = graph.Contributions.Count;
        items = contributions + active.Count;
        given = new AttributionSteps(attributions, active, contributions, parameters.Beta);
        this.origins = scratch.Rent<Origin>(items);
    }

    /// <summary>Where steps come from: how much weight leads out of an item in all, and its row. Both are read at once.</summary>
    private record struct Origin(double WeightOut, int Row);

    /// <summary>Whether an organic step leaves an item.</summary>
    public bool IsLeft(int item) => this.origins[item].WeightOut > 0;

    /// <summary>
    /// Builds the matrix, and the blocks of items to work on it: first those of contributions, then those of participants.
    /// </summary>
    /// <param name="stepsPerBlock">The work of a block.</param>
    /// <exception cref="CredRankException"><see cref="BadEdgeWeight"/>: the weights at a node add up to more than a double
    /// holds.</exception>
    public (TransitionMatrix Matrix, RowBlocks Contributions, RowBlocks Participants) Build(int stepsPerBlock)
    {
        var buckets = new StepBuckets(edges, this.ends, items, this.crew, this.scratch);
        var attributed = given.CountSteps(items);
        var steps = attributed is null ? new int[items] : [.. attributed];
        buckets.Run(bucket => Count(buckets, bucket, steps));
        var contributionBlocks = RowBlocks.Create(steps.AsSpan(0, contributions), stepsPerBlock);
        var participantBlocks = RowBlocks.Create(StepsOfParticipants(steps), stepsPerBlock);

        var slices = new RowSlices(steps, BoundsOf(contributionBlocks, participantBlocks), this.crew);
        for (var item = 0; item < items; item++) this.origins[item].Row = slices.RowOfItem[item];
        var (rows, probabilities) = (this.scratch.Rent<int>(slices.Room), this.scratch.Rent<double>(slices.Room));
        buckets.Run(bucket => Place(buckets, bucket, slices, attributed, rows, probabilities));
        if (attributed is not null) given.Place(attributed, slices, rows, probabilities);
        slices.FillGaps(rows, probabilities, this.crew);
        return (new TransitionMatrix(slices, rows, probabilities), contributionBlocks, participantBlocks);
    }

    /// <summary>Adds up the steps into each item of a bucket, and the weights out of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(StepBuckets buckets, int bucket, int[] steps)
    {
        var (from, to) = buckets.ItemsOf(bucket);
        var weights = ArrayPool<double>.Shared.Rent(to - from);
        for (var item = from; item < to; item++) this.origins[item].WeightOut = 0;
        for (var chunk = 0; chunk < buckets.Chunks; chunk++)
        {
            Array.Clear(weights, 0, to - from);
            foreach (ref readonly var end in buckets.Of(bucket, chunk))
            {
                weights[end.Item - from] += end.Out;
                if (end.In > 0) steps[end.Item]++;
            }

            for (var item = from; item < to; item++) this.origins[item].WeightOut += weights[item - from];
        }

        ArrayPool<double>.Shared.Return(weights);
        for (var item = from; item < to; item++)
            if (!double.IsFinite(this.origins[item].WeightOut)) throw Overflow(item);
    }

    /// <summary>Puts the steps into the items of a bucket where they belong; behind them is room for attributions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Place(StepBuckets buckets, int bucket, RowSlices slices, int[]? attributed, int[] rows, double[] probabilities)
    {
        var (from, to) = buckets.ItemsOf(bucket);
        var places = ArrayPool<(int Next, int Stride)>.Shared.Rent(to - from);
        for (var item = from; item < to; item++)
        {
            var row = this.origins[item].Row;
            places[item - from] = (slices.PlaceOf(row), slices.StrideOf(row));
        }

        var shares = stackalloc double[] { 1 - this.parameters.Alpha, this.parameters.Remainder };
        var ends = buckets.Of(bucket);
        fixed (StepBuckets.End* first = ends)
        fixed (Origin* origins = this.origins)
        {
            for (var end = first; end < first + ends.Length; end++)
            {
                // What the ends that follow need from all over the table is asked for while these are placed. Behind the last of them lies
                // whatever was there: an address that is none does no harm.
                if (Sse.IsSupported) Sse.Prefetch0(unchecked(origins + end[StepBuckets.RoomBehind].Other));
                if (!(end->In > 0)) continue;
                ref var place = ref places[end->Item - from];
                var origin = origins + end->Other;
                rows[place.Next] = origin->Row;
                probabilities[place.Next] = end->In / origin->WeightOut * shares[end->Other < contributions ? 0 : 1];
                place.Next += place.Stride;
            }
        }

        if (attributed is not null)
            for (var item = from; item < to; item++) attributed[item] = places[item - from].Next;
        ArrayPool<(int Next, int Stride)>.Shared.Return(places);
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
