using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grain.Functions.CredRank;

/// <summary>
/// Transition probabilities, seen from where they lead to: row v holds, for every step u → v, the row u it comes from and its
/// probability. So each row of a product is computed by one thread, in one order.
/// </summary>
internal sealed class TransitionMatrix
{
    private readonly int[] origins;
    private readonly double[] probabilities;

    /// <param name="slices">Where the steps lie in the other two.</param>
    /// <param name="origins">The row that each step comes from.</param>
    /// <param name="probabilities">The probability of each step.</param>
    public TransitionMatrix(RowSlices slices, int[] origins, double[] probabilities)
    {
        // What reads the flow by these numbers does not check them again.
        if (origins.Length != slices.Room || probabilities.Length != slices.Room) throw new ArgumentException("The steps do not fill the slices.");
        foreach (var origin in origins)
        {
            if (origin < 0 || origin >= slices.Rows) throw new ArgumentOutOfRangeException(nameof(origins), origin, $"There are {slices.Rows} rows.");
        }

        (Slices, this.origins, this.probabilities) = (slices, origins, probabilities);
    }

    /// <summary>Where the steps lie.</summary>
    public RowSlices Slices { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows => Slices.Rows;

    /// <summary>How many steps are stored.</summary>
    public int Steps => Slices.Steps;

    /// <summary>The row that each step comes from, where <see cref="Slices"/> say.</summary>
    public ReadOnlySpan<int> Origins => this.origins;

    /// <summary>The probability of each step.</summary>
    public ReadOnlySpan<double> Probabilities => this.probabilities;

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
    /// <param name="block">The block.</param>
    /// <param name="flow">What flows through each row.</param>
    /// <param name="inflow">Takes what flows into the rows of the block; one entry a row of the matrix.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void SumInflow(int block, ReadOnlySpan<double> flow, Span<double> inflow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(flow.Length, Rows, nameof(flow));
        ArgumentOutOfRangeException.ThrowIfLessThan(inflow.Length, Rows, nameof(inflow));
        var (from, to) = Slices.SlicesOf(block);
        fixed (double* flows = flow, sums = inflow, probabilities = this.probabilities)
        fixed (int* origins = this.origins, starts = Slices.Starts, rows = Slices.RowsOfLanes)
        {
            for (var slice = from; slice < to; slice++)
            {
                var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
                var end = starts[slice + 1];
                for (var at = starts[slice]; at < end; at += RowSlices.Lanes)
                {
                    low += Gather(flows, origins + at) * Vector256.Load(probabilities + at);
                    high += Gather(flows, origins + at + 4) * Vector256.Load(probabilities + at + 4);
                }

                Store(low, high, sums, rows + (slice * RowSlices.Lanes));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<double> Gather(double* flow, int* rows) => Avx2.IsSupported
        ? Avx2.GatherVector256(flow, Vector128.Load(rows), sizeof(double))
        : Vector256.Create(flow[rows[0]], flow[rows[1]], flow[rows[2]], flow[rows[3]]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Store(Vector256<double> low, Vector256<double> high, double* sums, int* rows)
    {
        if (rows[0] == rows[1])
        {
            var lanes = low + high;
            sums[rows[0]] = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
            return;
        }

        // From the last lane to the first, since lanes without a row of their own name that of the first.
        (sums[rows[7]], sums[rows[6]], sums[rows[5]], sums[rows[4]]) = (high[3], high[2], high[1], high[0]);
        (sums[rows[3]], sums[rows[2]], sums[rows[1]], sums[rows[0]]) = (low[3], low[2], low[1], low[0]);
    }
}
