using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>
/// Sums over rows. Four grow side by side, since one alone would wait for each addition before the next; always four, so
/// that the bits do not depend on the processor.
/// </summary>
internal static class RowSums
{
    /// <summary>The sum of all values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(ReadOnlySpan<double> values)
    {
        var sums = Vector256<double>.Zero;
        foreach (var vector in Vectors(values)) sums += vector;
        var sum = Vector256.Sum(sums);
        foreach (var value in Rest(values)) sum += value;
        return sum;
    }

    /// <summary>The sum of all products of a value and its factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfProducts(ReadOnlySpan<double> values, ReadOnlySpan<double> factors)
    {
        var vectors = Vectors(values);
        var ofFactors = Vectors(factors);
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < vectors.Length && i < ofFactors.Length; i++) sums += vectors[i] * ofFactors[i];
        var sum = Vector256.Sum(sums);
        for (var i = values.Length - Rest(values).Length; i < values.Length; i++) sum += values[i] * factors[i];
        return sum;
    }

    /// <summary>The largest difference between a value before and after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double LargestChange(ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        var vectorsBefore = Vectors(before);
        var vectorsAfter = Vectors(after);
        var changes = Vector256<double>.Zero;
        for (var i = 0; i < vectorsBefore.Length && i < vectorsAfter.Length; i++)
            changes = Vector256.MaxNative(changes, Vector256.Abs(vectorsAfter[i] - vectorsBefore[i]));
        var change = Math.Max(Math.Max(changes[0], changes[1]), Math.Max(changes[2], changes[3]));
        for (var i = before.Length - Rest(before).Length; i < before.Length; i++) change = Math.Max(change, Math.Abs(after[i] - before[i]));
        return change;
    }

    /// <summary>The sum of all differences between a value before and after, each without its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfChanges(ReadOnlySpan<double> before, ReadOnlySpan<double> after)
    {
        var vectorsBefore = Vectors(before);
        var vectorsAfter = Vectors(after);
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < vectorsBefore.Length && i < vectorsAfter.Length; i++) sums += Vector256.Abs(vectorsAfter[i] - vectorsBefore[i]);
        var sum = Vector256.Sum(sums);
        for (var i = before.Length - Rest(before).Length; i < before.Length; i++) sum += Math.Abs(after[i] - before[i]);
        return sum;
    }

    /// <summary>Adds to each value the product of a factor and its share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts(Span<double> values, double factor, ReadOnlySpan<double> shares)
    {
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values);
        var ofShares = Vectors(shares);
        for (var i = 0; i < vectors.Length && i < ofShares.Length; i++) vectors[i] += factor * ofShares[i];
        for (var row = vectors.Length * Vector256<double>.Count; row < values.Length; row++) values[row] += factor * shares[row];
    }

    /// <summary>Makes each value what flows in and the product of a factor and its share, as the others here would do it in turn.</summary>
    /// <returns>The sum of all differences between a value before and after, each without its sign; the sum of all values after.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Changes, double Sum) Replace(
        Span<double> values, ReadOnlySpan<double> inflow, double factor, ReadOnlySpan<double> shares)
    {
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values);
        var ofInflow = Vectors(inflow);
        var ofShares = Vectors(shares);
        var (changes, sums) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var i = 0; i < vectors.Length && i < ofInflow.Length && i < ofShares.Length; i++)
        {
            var after = ofInflow[i] + (factor * ofShares[i]);
            changes += Vector256.Abs(after - vectors[i]);
            sums += after;
            vectors[i] = after;
        }

        var (change, sum) = (Vector256.Sum(changes), Vector256.Sum(sums));
        for (var row = vectors.Length * Vector256<double>.Count; row < values.Length; row++)
        {
            var after = inflow[row] + (factor * shares[row]);
            change += Math.Abs(after - values[row]);
            sum += after;
            values[row] = after;
        }

        return (change, sum);
    }

    private static ReadOnlySpan<Vector256<double>> Vectors(ReadOnlySpan<double> values) =>
        MemoryMarshal.Cast<double, Vector256<double>>(values);

    private static ReadOnlySpan<double> Rest(ReadOnlySpan<double> values) => values[(values.Length & ~(Vector256<double>.Count - 1))..];
}
