using System.Buffers;
using System.Runtime.Intrinsics.X86;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Makes the organic edges and the attributions into transition probabilities. A step of weight w out of item u has
/// probability <c>w / W(u) · m(u)</c>, where W(u) is the weight of all steps out of u and m(u) is 1 - alpha for a
/// contribution and the remainder for a participant-epoch.
/// </summary>
/// <remarks>
/// The weights out of an item are added up chunk by chunk of the edges (<see cref="EdgeTally"/>). Steps into it keep the order of the
/// edges, and are put down by the one thread that has its bucket (<see cref="StepBuckets"/>).
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
    private ItemOrigin[] origins = [];

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
    }

    /// <summary>Whether an organic step leaves an item, once the matrix is built.</summary>
    public bool IsLeft(int item) => this.origins[item].WeightOut > 0;

    /// <summary>
    /// Builds the matrix, and the blocks of items to work on it: first those of contributions, then those of participants.
    /// </summary>
    /// <param name="stepsPerBlock">The work of a block.</param>
    /// <exception cref="CredRankException"><see cref="CredRankFaults.BadEdgeWeight"/>: the weights at a node add up to more than a double
    /// holds.</exception>
    public (TransitionMatrix Matrix, RowBlocks Contributions, RowBlocks Participants) Build(int stepsPerBlock)
    {
        var tally = new EdgeTally(edges, this.ends, items, this.crew, this.scratch);
        this.origins = tally.Origins;
        var buckets = new StepBuckets(edges, this.ends, tally, this.crew, this.scratch);
        var attributed = given.CountSteps(items);
        var steps = this.scratch.Rent<int>(items);
        this.crew.Run(buckets.Count, bucket => Count(buckets.ItemsOf(bucket), attributed, steps));
        var contributionBlocks = RowBlocks.Create(steps.AsSpan(0, contributions), stepsPerBlock);
        var participantBlocks = RowBlocks.Create(StepsOfParticipants(steps), stepsPerBlock);

        var slices = new RowSlices(steps, BoundsOf(contributionBlocks, participantBlocks), this.crew, this.scratch);
        this.crew.Run(buckets.Count, bucket => Number(buckets.ItemsOf(bucket), slices.RowOfItem));
        var (rows, probabilities) = (this.scratch.Rent<int>(slices.Room), this.scratch.Rent<double>(slices.Room));
        buckets.Run(bucket => Place(buckets, bucket, slices, attributed, rows, probabilities));
        if (attributed is not null) given.Place(attributed, slices, rows, probabilities);
        slices.FillGaps(rows, probabilities, this.crew);
        return (new TransitionMatrix(slices, rows, probabilities), contributionBlocks, participantBlocks);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count((int From, int To) part, int[]? attributed, int[] steps)
    {
        for (var item = part.From; item < part.To; item++) steps[item] = this.origins[item].Row;
        if (attributed is null) return;
        for (var item = part.From; item < part.To; item++) steps[item] += attributed[item];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Number((int From, int To) part, ReadOnlySpan<int> rowOfItem)
    {
        for (var item = part.From; item < part.To; item++) this.origins[item].Row = rowOfItem[item];
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
        var contributions = this.contributions;
        fixed (StepEnd* first = ends)
        fixed (ItemOrigin* origins = this.origins)
        fixed ((int Next, int Stride)* ofItems = places)
        fixed (int* rowsOfSteps = rows)
        fixed (double* probabilitiesOfSteps = probabilities)
        {
            for (var end = first; end < first + ends.Length; end++)
            {
                // What the ends that follow need from all over the table is asked for while these are placed. Behind the last of them lies
                // whatever was there: an address that is none does no harm.
                if (Sse.IsSupported) Sse.Prefetch0(unchecked(origins + end[StepBuckets.RoomBehind].Other));
                var place = ofItems + (end->Item - from);
                var origin = origins + end->Other;
                var next = place->Next;
                place->Next = unchecked(next + place->Stride);
                rowsOfSteps[next] = origin->Row;
                probabilitiesOfSteps[next] = end->Weight / origin->WeightOut * shares[end->Other < contributions ? 0 : 1];
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
}
