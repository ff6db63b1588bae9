using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Grain.Functions.Benchmarks.CredRank;

/// <summary>How fast memory can be read in order: no iteration over so many bytes can be faster.</summary>
internal sealed class MemoryBandwidth
{
    private readonly double[][] parts;
    private readonly double[] sums;
    private readonly ParallelOptions parallel;

    /// <summary>Sets aside so many bytes, to be read by so many threads.</summary>
    public MemoryBandwidth(long bytes, int threads)
    {
        this.parts = [.. Enumerable.Range(0, threads).Select(_ => new double[bytes / sizeof(double) / threads])];
        foreach (var part in this.parts) Array.Fill(part, 1);
        this.sums = new double[threads];
        this.parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    /// <summary>
    /// How long it takes to read them once, in milliseconds: the mean of several times after a first. So they are as warm in
    /// the caches as the bytes of a sweep, all of which the sweep before has read.
    /// </summary>
    public double ReadMilliseconds(int times)
    {
        Read();
        var start = Stopwatch.GetTimestamp();
        for (var time = 0; time < times; time++) Read();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return this.sums.Sum() > 0 ? elapsed / times : throw new InvalidOperationException("Nothing was read.");
    }

    private void Read() => Parallel.For(0, this.parts.Length, this.parallel, part => this.sums[part] = Sum(this.parts[part]));

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
