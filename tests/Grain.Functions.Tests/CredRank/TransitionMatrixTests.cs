using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Building;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>The layout of steps in slices, and the sums over it.</summary>
public class TransitionMatrixTests
{
    private const int LongRow = 64;

    /// <summary>Rows without steps, of all lengths up to the limit and around it, and one much longer than all others.</summary>
    private static readonly int[] Lengths = [0, 3, 3, 1000, 1, 0, 7, 63, 64, 65, 8, 2, 2, 2, 2, 2, 2, 2, 2, 2, 71, 1, 0, 0, 9, 5, 40];

    [Fact]
    public void Every_row_is_summed_in_the_order_that_the_layout_gives()
    {
        var (matrix, steps) = Create([0, 4, 4, 20, Lengths.Length]);
        var flow = Enumerable.Range(0, Lengths.Length).Select(item => 1 / (item + 3.0)).ToArray();
        var flowOfRows = new double[Lengths.Length];
        for (var item = 0; item < Lengths.Length; item++) flowOfRows[matrix.Slices.RowOfItem[item]] = flow[item];
        var inflow = Enumerable.Repeat(double.NaN, Lengths.Length).ToArray();
        for (var block = 0; block < 4; block++) matrix.SumInflow(block, flowOfRows, inflow);

        // To the last bit: so it is the same on machines with the vector instruction for it and without.
        for (var item = 0; item < Lengths.Length; item++)
            Assert.Equal(BitConverter.DoubleToInt64Bits(Sum(steps[item], flow)),
                BitConverter.DoubleToInt64Bits(inflow[matrix.Slices.RowOfItem[item]]));
    }

    [Fact]
    public void Rows_are_numbered_by_length_within_their_block()
    {
        var slices = Lay(Lengths, [0, 4, 4, 20, Lengths.Length]);
        Assert.Equal(Enumerable.Range(0, Lengths.Length), slices.RowOfItem.ToArray().Order());
        foreach (var (begin, end) in ((int, int)[])[(0, 4), (4, 20), (20, Lengths.Length)])
        {
            var rows = slices.RowOfItem[begin..end].ToArray();
            Assert.All(rows, row => Assert.InRange(row, begin, end - 1));
            var lengths = Enumerable.Range(begin, end - begin).Select(slices.LengthOf).ToArray();
            Assert.Equal(lengths.Select(length => Math.Min(length, LongRow)).OrderDescending(),
                lengths.Select(length => Math.Min(length, LongRow)));
        }

        for (var item = 0; item < Lengths.Length; item++) Assert.Equal(Lengths[item], slices.LengthOf(slices.RowOfItem[item]));
    }

    [Fact]
    public void Blocks_do_not_touch_the_rows_of_others()
    {
        var (matrix, _) = Create([0, 4, 4, 20, Lengths.Length]);
        var inflow = Enumerable.Repeat(double.NaN, Lengths.Length).ToArray();
        matrix.SumInflow(2, new double[Lengths.Length], inflow);
        Assert.Equal(Enumerable.Range(4, 16), Enumerable.Range(0, Lengths.Length).Where(row => inflow[row] == 0));
    }

    [Fact]
    public void All_steps_are_listed_and_nothing_else()
    {
        var (matrix, steps) = Create([0, Lengths.Length]);
        var rows = matrix.Slices.RowOfItem.ToArray();
        var expected =
            steps.SelectMany((into, item) => into.Select(step => (rows[step.Origin], Row: rows[item]))).OrderBy(step => step.Row);
        Assert.Equal(expected, matrix.EnumerateSteps());
        Assert.Equal(Lengths.Sum(), matrix.Steps);
    }

    [Fact]
    public void Uneven_rows_waste_little_room()
    {
        var lengths = Enumerable.Range(0, 5000).Select(row => row % 50 == 0 ? 3000 : row * 31 % LongRow).ToArray();
        Assert.InRange(Lay(lengths, [0, lengths.Length]).Room - lengths.Sum(), 0, (8 * LongRow) + (100 * 7));
    }

    [Fact]
    public void Steps_from_rows_that_do_not_exist_are_refused()
    {
        var slices = Lay([1, 0], [0, 2]);
        foreach (var origin in (int[])[-1, 2])
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                new TransitionMatrix(slices, [.. Enumerable.Repeat(origin, slices.Room)], new double[slices.Room]));
        Assert.Throws<ArgumentException>(() => new TransitionMatrix(slices, [0], [1]));
    }

    /// <summary>One after the other in a short row; in a long one dealt out to eight lanes that are added up at the end.</summary>
    private static double Sum((int Origin, double Probability)[] steps, double[] flow)
    {
        var lanes = new double[8];
        for (var k = 0; k < steps.Length; k++)
            lanes[steps.Length < LongRow ? 0 : k % 8] += flow[steps[k].Origin] * steps[k].Probability;
        return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
    }

    private static (TransitionMatrix Matrix, (int Origin, double Probability)[][] Steps) Create(int[] blockBounds)
    {
        var steps = Lengths.Select((length, row) =>
            Enumerable.Range(0, length).Select(k => ((row + (7 * k)) % Lengths.Length, 1 / (k + row + 1.0))).ToArray()).ToArray();
        var slices = Lay(Lengths, blockBounds);
        var (origins, probabilities) = (new int[slices.Room], new double[slices.Room]);
        Array.Fill(probabilities, double.NaN);
        for (var item = 0; item < Lengths.Length; item++)
        {
            var row = slices.RowOfItem[item];
            for (var (k, at) = (0, slices.PlaceOf(row)); k < Lengths[item]; k++, at += slices.StrideOf(row))
                (origins[at], probabilities[at]) = (slices.RowOfItem[steps[item][k].Item1], steps[item][k].Item2);
        }

        using var crew = new SolverThreads(2);
        slices.FillGaps(origins, probabilities, crew);
        return (new TransitionMatrix(slices, origins, probabilities), steps);
    }

    private static RowSlices Lay(int[] lengths, int[] blockBounds)
    {
        using var crew = new SolverThreads(2);
        return new RowSlices(lengths, blockBounds, crew);
    }
}
