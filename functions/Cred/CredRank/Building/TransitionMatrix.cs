using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>
/// Transition probabilities, seen from where they lead to: row v holds, for every step u → v, the row u it comes from and its
/// probability. So each row of a product is computed by one thread, in one order.
/// </summary>
internal sealed class TransitionMatrix
{
    // The flow of more rows than that lies in no cache that is near.
    private const int RowsInCache = 1_000_000;

    // So many steps ahead the flow that they come from is asked for; more or fewer are no faster.
    private const int StepsAhead = 4 * RowSlices.Lanes;

    private readonly int[] origins;
    private readonly double[] probabilities;

    /// <param name="slices">Where the steps lie in the other two.</param>
    /// <param name="origins">The row that each step comes from; it may be longer than there is room for steps, as may be the next.</param>
    /// <param name="probabilities">The probability of each step.</param>
    public TransitionMatrix(RowSlices slices, int[] origins, double[] probabilities)
    {
        // What reads the flow by these numbers does not check them again.
        if (origins.Length < slices.Room || probabilities.Length < slices.Room)
            throw new ArgumentException("The steps do not fill the slices.");
        if (slices.Room > 0 && Largest(MemoryMarshal.Cast<int, uint>(origins.AsSpan(0, slices.Room))) >= slices.Rows)
            throw new ArgumentOutOfRangeException(nameof(origins), $"A step comes from a row that is not one of the {slices.Rows}.");

        (Slices, this.origins, this.probabilities) = (slices, origins, probabilities);
        for (var row = 0; row < Rows; row++) Steps += slices.LengthOf(row);
    }

    /// <summary>Where the steps lie.</summary>
    public RowSlices Slices { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows => Slices.Rows;

    /// <summary>How many steps are stored.</summary>
    public int Steps { get; }

    /// <summary>The row that each step comes from, where <see cref="Slices"/> say.</summary>
    public ReadOnlySpan<int> Origins => this.origins.AsSpan(0, Slices.Room);

    /// <summary>The probability of each step.</summary>
    public ReadOnlySpan<double> Probabilities => this.probabilities.AsSpan(0, Slices.Room);

    /// <summary>All steps: the row each comes from and the row it leads to.</summary>
    public IEnumerable<(int Origin, int Row)> EnumerateSteps()
    {
        for (var row = 0; row < Rows; row++)
        {
            var at = Slices.PlaceOf(row);
            for (var left = Slices.LengthOf(row); left > 0; left--, at += Slices.StrideOf(row)) yield return (this.origins[at], row);
        }
    }

    /// <summary>Computes what flows into each row of a block in one step.</summary>
    public void SumInflow(int block, ReadOnlySpan<double> flow, Span<double> inflow) => SumInflow(block, 0, 1, flow, inflow);

    /// <summary>Computes what flows into each row of a part of a block in one step.</summary>
    /// <param name="block">The block.</param>
    /// <param name="part">Which part of it: those of a block have about the same number of steps.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="flow">What flows through each row.</param>
    /// <param name="inflow">Takes what flows into the rows of the block; one entry a row of the matrix.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void SumInflow(int block, int part, int parts, ReadOnlySpan<double> flow, Span<double> inflow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(flow.Length, Rows, nameof(flow));
        ArgumentOutOfRangeException.ThrowIfLessThan(inflow.Length, Rows, nameof(inflow));
        var (from, to) = Slices.PartOf(block, part, parts);
        var isFar = Sse.IsSupported && Rows > RowsInCache;
        fixed (double* flows = flow, sums = inflow, probabilities = this.probabilities)
        fixed (int* origins = this.origins, starts = Slices.Starts, firstRows = Slices.FirstRows)
        {
            var last = starts[to] - RowSlices.Lanes;
            for (var slice = from; slice < to; slice++)
            {
                var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
                var end = starts[slice + 1];
                for (var at = starts[slice]; at < end; at += RowSlices.Lanes)
                {
                    if (isFar) AskFor(flows, origins + Math.Min(at + StepsAhead, last));
                    // Four by four loads and four by one instruction: they use different parts of a processor, and together are faster than
                    // either.
                    low += Load(flows, origins + at) * Vector256.Load(probabilities + at);
                    high += Gather(flows, origins + at + 4) * Vector256.Load(probabilities + at + 4);
                }

                Store(low, high, sums + firstRows[slice], firstRows[slice + 1] - firstRows[slice]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<double> Load(double* flow, int* rows) =>
        Vector256.Create(flow[(uint)rows[0]], flow[(uint)rows[1]], flow[(uint)rows[2]], flow[(uint)rows[3]]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<double> Gather(double* flow, int* rows) =>
        Avx2.IsSupported ? Avx2.GatherVector256(flow, Vector128.Load(rows), sizeof(double)) : Load(flow, rows);

    /// <summary>Has what flows through eight rows brought near, while others are added up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AskFor(double* flow, int* rows)
    {
        Sse.Prefetch0(flow + (uint)rows[0]);
        Sse.Prefetch0(flow + (uint)rows[1]);
        Sse.Prefetch0(flow + (uint)rows[2]);
        Sse.Prefetch0(flow + (uint)rows[3]);
        Sse.Prefetch0(flow + (uint)rows[4]);
        Sse.Prefetch0(flow + (uint)rows[5]);
        Sse.Prefetch0(flow + (uint)rows[6]);
        Sse.Prefetch0(flow + (uint)rows[7]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Store(Vector256<double> low, Vector256<double> high, double* sums, int rows)
    {
        if (rows == RowSlices.Lanes)
        {
            low.Store(sums);
            high.Store(sums + 4);
            return;
        }

        if (rows == 1)
        {
            // A long row; a short one has nothing but 0 in the other lanes.
            var lanes = low + high;
            sums[0] = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
            return;
        }

        for (var lane = 0; lane < rows; lane++) sums[lane] = lane < 4 ? low[lane] : high[lane - 4];
    }

    private static uint Largest(ReadOnlySpan<uint> values)
    {
        var vectors = MemoryMarshal.Cast<uint, Vector<uint>>(values);
        var largest = Vector<uint>.Zero;
        foreach (var vector in vectors) largest = Vector.Max(largest, vector);
        var result = 0u;
        for (var lane = 0; lane < Vector<uint>.Count; lane++) result = Math.Max(result, largest[lane]);
        foreach (var value in values[(vectors.Length * Vector<uint>.Count)..]) result = Math.Max(result, value);
        return result;
    }
}
