using System.CommandLine;
using System.Diagnostics;
using Grain.Functions.CredRank;
using Grain.Functions.Graph;

namespace Grain.Functions.Benchmarks.CredRank;

/// <summary>
/// Measures CredRank on <see cref="BenchmarkGraph"/> with default parameters and default convergence. Times are the best
/// of several runs, like the bandwidth they are compared with; resident memory is read before the baselines run, since it is a peak.
/// </summary>
internal sealed class CredRankBenchmark(int edges, int threads)
{
    private const int Repetitions = 15;

    // Beyond this the textbook implementation takes minutes and gigabytes; its time per edge hardly changes with size.
    private const int TextbookEdgesMost = 1_000_000;
    private const double Mebibyte = 1 << 20;

    private readonly WeightedGraph graph = BenchmarkGraph.Create(edges);
    private readonly CredRankParameters parameters = new();

    /// <summary>The verb <c>credrank [--edges N] [--threads T] [--no-textbook]</c>.</summary>
    public static Command CreateCommand()
    {
        var edges = new Option<int>("--edges") { Description = "Edges of the graph.", DefaultValueFactory = _ => 1_000_000 };
        var threads = new Option<int>("--threads") { Description = "Threads to use.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var noTextbook = new Option<bool>("--no-textbook") { Description = "Leave the textbook baseline out; it takes long." };
        var command = new Command("credrank", "Building and solving the Markov process of CredRank.") { edges, threads, noTextbook };
        command.SetAction(arguments =>
        {
            var benchmark = new CredRankBenchmark(arguments.GetValue(edges), arguments.GetValue(threads));
            BenchReport.Print(benchmark.Run(!arguments.GetValue(noTextbook)), arguments.GetValue(BenchReport.Json));
        });
        return command;
    }

    private IEnumerable<Measurement> Run(bool withTextbook)
    {
        var first = Time(threads);
        var runs = Repeat(threads);
        using var process = Process.GetCurrentProcess();
        var (peak, managed) = (process.PeakWorkingSet64 / Mebibyte, GC.GetGCMemoryInfo().HeapSizeBytes / Mebibyte);
        var single = threads == 1 ? runs : Repeat(1);
        var textbook = withTextbook && edges <= TextbookEdgesMost ? TimeTextbook() : (double?)null;
        var bandwidth = MemoryBandwidth.ReadMilliseconds(first.Bytes, threads);
        var (build, solve) = (Best(runs, run => run.Build), Best(runs, run => run.Solve));
        var perIteration = solve / first.Iterations;
        var nanoseconds = 1e6 / first.Steps;

        yield return new("credrank.build_ms", build, "ms");
        yield return new("credrank.solve_ms", solve, "ms");
        yield return new("credrank.total_ms", Best(runs, run => run.Build + run.Solve), "ms", textbook);
        yield return new("credrank.first_total_ms", first.Build + first.Solve, "ms");
        yield return new("credrank.iterations", first.Iterations, "sweeps");
        yield return new("credrank.stored_edges", first.Steps, "steps");
        yield return new("credrank.ns_per_edge_iteration", perIteration * nanoseconds, "ns", bandwidth * nanoseconds);
        yield return new("credrank.peak_mib", peak, "MiB");
        yield return new("credrank.managed_mib", managed, "MiB");
        yield return new("credrank.solve_ms.one_thread", Best(single, run => run.Solve), "ms", solve);
        yield return new("credrank.total_ms.one_thread", Best(single, run => run.Build + run.Solve), "ms", build + solve);
        yield return WarmStart();
    }

    private readonly record struct Times(double Build, double Solve, int Iterations, int Steps, long Bytes);

    private List<Times> Repeat(int count) => [.. Enumerable.Range(0, Repetitions).Select(_ => Time(count))];

    private Times Time(int count)
    {
        // What the run before left behind is none of this run's time and memory.
        GC.Collect();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = count };
        var start = Stopwatch.GetTimestamp();
        var system = CredSystem.Build(graph, BenchmarkGraph.Epochs, parameters, PersonalAttributions.None, parallel);
        var build = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var solution = CredRankSolver.Solve(system, new CredRankOptions(), parallel);
        var solve = Stopwatch.GetElapsedTime(start).TotalMilliseconds - build;

        // What one sweep reads and writes: the matrix, and the flow and mint of every row.
        var bytes = ((long)system.Matrix.Steps * (sizeof(int) + sizeof(double))) + ((long)system.Matrix.Rows * (sizeof(int) + (3 * sizeof(double))));
        return new Times(build, solve, solution.Iterations, system.Matrix.Steps, bytes);
    }

    private double TimeTextbook()
    {
        var start = Stopwatch.GetTimestamp();
        TextbookCredRank.Solve(graph, BenchmarkGraph.Epochs, parameters);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private Measurement WarmStart()
    {
        var options = new CredRankOptions { Threads = threads };
        var known = CredRankSolver.Solve(BenchmarkGraph.WithoutLast(graph, edges / 100), BenchmarkGraph.Epochs, parameters, options: options);
        var cold = CredRankSolver.Solve(graph, BenchmarkGraph.Epochs, parameters, options: options);
        var warm = CredRankSolver.Solve(
            graph, BenchmarkGraph.Epochs, parameters, options: options with { WarmStart = known.ToWarmStart() });
        return new("credrank.warm_iterations", warm.Iterations, "sweeps", cold.Iterations);
    }

    private static double Best(List<Times> runs, Func<Times, double> value) => runs.Min(value);
}
