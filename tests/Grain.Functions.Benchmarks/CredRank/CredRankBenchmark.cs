using System.CommandLine;
using System.Diagnostics;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Benchmarks.CredRank;

/// <summary>
/// Measures CredRank on <see cref="BenchmarkGraph"/> with default parameters, as exactly as an epoch that pays. Times are the best
/// of several runs, a sweep beside the bandwidth floor the median of as many; resident memory is read before the baselines run, since it is
/// a peak.
/// </summary>
internal sealed class CredRankBenchmark(int edges, int threads)
{
    // Beyond this the textbook implementation takes minutes and gigabytes, and its time per edge hardly changes with size; nor do the
    // errors, which take hundreds of sweeps to find.
    private const int EdgesOfBaselines = 1_000_000;
    private const double Mebibyte = 1 << 20;

    // What takes a minute and gigabytes is run once, and nothing beside it.
    private const int EdgesOfRepetitions = 30_000_000;

    // What takes seconds needs fewer repetitions to come by one that nothing disturbed.
    private readonly int rounds = edges > 3 * EdgesOfBaselines ? 1 : 4;
    private readonly int repetitions = Math.Clamp(30 * EdgesOfBaselines / edges, 1, 6);
    private readonly WeightedGraph graph = BenchmarkGraph.Create(edges);
    private readonly CredRankParameters parameters = new();

    /// <summary>The verb <c>credrank [--edges N] [--threads T] [--no-textbook]</c>.</summary>
    public static Command CreateCommand()
    {
        var edges = new Option<int>("--edges") { Description = "Edges of the graph.", DefaultValueFactory = _ => 1_000_000 };
        var threads =
            new Option<int>("--threads") { Description = "Threads to use.", DefaultValueFactory = _ => Environment.ProcessorCount };
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
        if (edges > EdgesOfRepetitions)
        {
            foreach (var measurement in Once(first)) yield return measurement;
            yield break;
        }

        var (runs, single) = (new List<Times>(), new List<Times>());
        for (var round = 0; round < this.rounds; round++)
        {
            // In turn, so that what else the machine does slows down both alike; several at a time, since a core that idled takes a while
            // to wake up.
            runs.AddRange(Repeat(threads));
            single.AddRange(Repeat(1));
        }

        using var process = Process.GetCurrentProcess();
        var (peak, managed) = (process.PeakWorkingSet64 / Mebibyte, GC.GetGCMemoryInfo().HeapSizeBytes / Mebibyte);
        var textbook = withTextbook && edges <= EdgesOfBaselines ? TimeTextbook() : (double?)null;
        var bandwidth = new MemoryBandwidth(first.Bytes, threads);

        // Likewise in turn. The middle one of each: where the processor's cache is shared with others, the best are luck.
        var (sweeps, floors) = (new List<double>(), new List<double>());
        for (var repetition = 0; repetition < this.rounds * this.repetitions; repetition++)
        {
            sweeps.Add(Time(threads).Sweep);
            floors.Add(bandwidth.ReadMilliseconds(first.Iterations - 1));
        }

        var (build, solve) = (Best(runs, run => run.Build), Best(runs, run => run.Solve));
        var nanoseconds = 1e6 / first.Steps;

        yield return new("credrank.build_ms", build, "ms");
        yield return new("credrank.solve_ms", solve, "ms");
        yield return new("credrank.total_ms", Best(runs, run => run.Build + run.Solve), "ms", textbook);
        yield return new("credrank.first_total_ms", first.Build + first.Solve, "ms");
        yield return new("credrank.iterations", first.Iterations, "sweeps");
        yield return new("credrank.stored_edges", first.Steps, "steps");
        yield return new("credrank.ns_per_edge_iteration", solve / first.Iterations * nanoseconds, "ns");
        yield return new("credrank.sweep_ms", Median(sweeps), "ms", Median(floors));
        yield return new("credrank.peak_mib", peak, "MiB");
        yield return new("credrank.managed_mib", managed, "MiB");
        yield return new("credrank.sweep_ms.one_thread", Best(single, run => run.Sweep), "ms", Best(runs, run => run.Sweep));
        yield return new("credrank.build_ms.one_thread", Best(single, run => run.Build), "ms", build);
        yield return new("credrank.solve_ms.one_thread", Best(single, run => run.Solve), "ms", solve);
        yield return new("credrank.total_ms.one_thread", Best(single, run => run.Build + run.Solve), "ms",
            Best(runs, run => run.Build + run.Solve));
        var before = Enumerable.Range(0, this.repetitions).Select(_ => Time(threads, CredRankErrors.Before)).ToList();
        yield return new("credrank.solve_ms.power_method", Best(before, run => run.Solve), "ms", solve);
        yield return new("credrank.iterations.power_method", before[0].Iterations, "sweeps", first.Iterations);
        foreach (var measurement in AgainstBareSort(build, single)) yield return measurement;
        if (edges > EdgesOfBaselines) yield break;
        foreach (var measurement in new CredRankErrors(graph, parameters, threads).Measure()) yield return measurement;
    }

    private static IEnumerable<Measurement> Once(Times first)
    {
        using var process = Process.GetCurrentProcess();
        yield return new("credrank.first_build_ms", first.Build, "ms");
        yield return new("credrank.first_solve_ms", first.Solve, "ms");
        yield return new("credrank.first_total_ms", first.Build + first.Solve, "ms");
        yield return new("credrank.first_processor_ms", first.BuildProcessor + first.SolveProcessor, "ms");
        yield return new("credrank.iterations", first.Iterations, "sweeps");
        yield return new("credrank.stored_edges", first.Steps, "steps");
        yield return new("credrank.peak_mib", process.PeakWorkingSet64 / Mebibyte, "MiB");
    }

    /// <summary>By the clock, and in processor time of one thread, which other programs disturb less.</summary>
    private IEnumerable<Measurement> AgainstBareSort(double build, List<Times> single)
    {
        var sort = new BareSort(graph.Edges, graph.NodeCount);
        var sorts = Enumerable.Range(0, this.repetitions).Select(_ =>
        {
            var before = Processor();
            return (Clock: sort.Milliseconds(), Processor: Processor() - before);
        }).ToList();
        var bare = sorts.Min(each => each.Processor);
        yield return new("credrank.build_against_bare_sort_ms", build, "ms", sorts.Min(each => each.Clock));
        yield return new("credrank.build_processor_ms.one_thread", Best(single, run => run.BuildProcessor), "ms", bare);
        yield return new("credrank.solve_processor_ms.one_thread", Best(single, run => run.SolveProcessor), "ms", bare);
    }

    /// <summary>What one run took; "sweep" is the mean of all sweeps but the first, before which a solve also sets up.</summary>
    private readonly record struct Times(double Build, double Solve, double Sweep, int Iterations, int Steps, long Bytes,
        double BuildProcessor, double SolveProcessor);

    private Times[] Repeat(int count) => [.. Enumerable.Range(0, this.repetitions).Select(_ => Time(count))];

    private Times Time(int count, CredRankOptions? options = null)
    {
        // What the run before left behind is none of this run's time and memory.
        GC.Collect();
        var (start, processor) = (Stopwatch.GetTimestamp(), Processor());
        using var crew = new SolverThreads(count);
        using var scratch = new ScratchArrays();
        var system = CredSystem.Build(graph, BenchmarkGraph.Epochs, parameters, PersonalAttributions.None, 1 << 14, crew, scratch);
        var build = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var buildProcessor = Processor() - processor;
        var sweeps = new SweepClock();
        var solution = CredRankSolver.Solve(system, (options ?? CredRankErrors.Paying) with { Progress = sweeps }, crew, scratch);
        var solve = Stopwatch.GetElapsedTime(start).TotalMilliseconds - build;

        return new Times(build, solve, sweeps.MeanMilliseconds, solution.Iterations, system.Matrix.Steps, BytesOfSweep(system),
            buildProcessor, Processor() - processor - buildProcessor);
    }

    /// <summary>What this process has used of processors, in milliseconds.</summary>
    private static double Processor() => Environment.CpuUsage.TotalTime.TotalMilliseconds;

    /// <summary>
    /// What one sweep reads and writes: the matrix, the flow of every row before and after, mints, and the chains' six factors.
    /// </summary>
    private static long BytesOfSweep(CredSystem system) =>
        ((long)system.Matrix.Steps * (sizeof(int) + sizeof(double)))
        + ((long)system.Matrix.Rows * (sizeof(int) + (2 * sizeof(double))))
        + ((long)system.MintShares.Length * sizeof(double))
        + ((long)system.Active.Count * 6 * sizeof(double));

    private double TimeTextbook()
    {
        var start = Stopwatch.GetTimestamp();
        TextbookCredRank.Solve(graph, BenchmarkGraph.Epochs, parameters);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private sealed class SweepClock : IProgress<CredRankProgress>
    {
        private long first;
        private long last;
        private int intervals = -1;

        public double MeanMilliseconds => Stopwatch.GetElapsedTime(this.first, this.last).TotalMilliseconds / this.intervals;

        public void Report(CredRankProgress value)
        {
            this.last = Stopwatch.GetTimestamp();
            if (++this.intervals == 0) this.first = this.last;
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Best(List<Times> runs, Func<Times, double> value) => runs.Min(value);
}
