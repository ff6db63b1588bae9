using Grain.Functions.Cred.CredRank.Building;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>The steps of a matrix, seen from where they come from. In single precision: for changes that a sweep goes over again.</summary>
internal sealed class StepsOut
{
    private readonly int[] ends;
    private readonly (int Row, float Probability)[] steps;

    /// <summary>Sorts the steps of a matrix by the row that they come from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public StepsOut(TransitionMatrix matrix)
    {
        var slices = matrix.Slices;
        var origins = matrix.Origins;
        var probabilities = matrix.Probabilities;
        (this.ends, this.steps) = (new int[matrix.Rows + 1], new (int, float)[matrix.Steps]);
        for (var row = 0; row < matrix.Rows; row++)
        {
            var (at, stride) = (slices.PlaceOf(row), slices.StrideOf(row));
            for (var left = slices.LengthOf(row); left > 0; left--, at += stride) this.ends[origins[at] + 1]++;
        }

        // First where the steps from each row begin, then, as they are put there, where they end.
        for (var row = 0; row < matrix.Rows; row++) this.ends[row + 1] += this.ends[row];
        var begins = this.ends.AsSpan(0, matrix.Rows);
        for (var row = 0; row < matrix.Rows; row++)
        {
            var (at, stride) = (slices.PlaceOf(row), slices.StrideOf(row));
            for (var left = slices.LengthOf(row); left > 0; left--, at += stride)
                this.steps[begins[origins[at]]++] = (row, (float)probabilities[at]);
        }
    }

    /// <summary>The steps that leave a row: where each leads to, and its probability.</summary>
    public ReadOnlySpan<(int Row, float Probability)> From(int row) =>
        this.steps.AsSpan((row == 0 ? 0 : this.ends[row - 1])..this.ends[row]);
}
