using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Grain.Functions.Benchmarks.CredRank;

/// <summary>How fast memory can be read in order: no iteration over so many bytes can be faster.</summary>
internal static class MemoryBandwidth
{
    private const int Repetitions = 10;

    /// <summary>The best time of reading so many bytes once with so many threads, in milliseconds.</summary>
    public static double ReadMilliseconds(long bytes, int threads)
    {
        var parts = Enumerable.Range(0, threads).Select(_ => new double[bytes / sizeof(double) / threads]).ToArray();
        foreach (var part in parts) Array.Fill(part, 1);
        var best = double.PositiveInfinity;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var start = Stopwatch.GetTimestamp();
            var sums = new double[threads];
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, part => sums[part] = Sum(parts[part]));
            if (sums.Sum() > 0) best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }

    private static double Sum(double[] values)
    {
        var (first, second, third, fourth) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (var i = 0; i + 3 < vectors.Length; i += 4)
        {
            first += vectors[i];
            second += vectors[i + 1];
            third += vectors[i + 2];
            fourth += vectors[i + 3];
        }

        return Vector.Sum(first + second + third + fourth);
    }
}
