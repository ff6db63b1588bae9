using System.Runtime.CompilerServices;

namespace Grain.Functions.CredRank;

/// <summary>
/// Transition probabilities in compressed sparse rows, seen from where they lead to: row v holds, for every step u → v, the
/// row u it comes from and its probability. So each row of a product is computed by one thread, in one order.
/// </summary>
internal sealed class TransitionMatrix
{
    /// <param name="rowStarts">Where each row begins in the other two; one entry more than rows.</param>
    /// <param name="origins">The row that each step comes from.</param>
    /// <param name="probabilities">The probability of each step.</param>
    public TransitionMatrix(int[] rowStarts, int[] origins, double[] probabilities)
    {
        RowStarts = rowStarts;
        Origins = origins;
        Probabilities = probabilities;
    }

    /// <summary>Where each row begins; one entry more than rows.</summary>
    public int[] RowStarts { get; }

    /// <summary>The row that each step comes from.</summary>
    public int[] Origins { get; }

    /// <summary>The probability of each step.</summary>
    public double[] Probabilities { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows => RowStarts.Length - 1;

    /// <summary>How many steps are stored.</summary>
    public int Steps => Origins.Length;

    /// <summary>The rows that the steps into a row come from.</summary>
    public ReadOnlySpan<int> OriginsOf(int row) => Origins.AsSpan(RowStarts[row]..RowStarts[row + 1]);

    /// <summary>What flows into a row in one step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double FlowInto(int row, ReadOnlySpan<double> flow)
    {
        var begin = RowStarts[row];
        var origins = Origins.AsSpan(begin, RowStarts[row + 1] - begin);
        var probabilities = Probabilities.AsSpan(begin, origins.Length);
        var sum = 0.0;
        for (var i = 0; i < origins.Length; i++) sum += flow[origins[i]] * probabilities[i];
        return sum;
    }
}
