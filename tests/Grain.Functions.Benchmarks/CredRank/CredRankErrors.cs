using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.Graph;

namespace Grain.Functions.Benchmarks.CredRank;

/// <summary>How exact cred is on a graph: how far the participant who is furthest off is from a much tighter solution.</summary>
internal sealed class CredRankErrors(WeightedGraph graph, CredRankParameters parameters, int threads)
{
    /// <summary>What the newest calculation version ends at.</summary>
    public static CredRankOptions Paying { get; } = new();

    /// <summary>What the versions before it ended at, by the power method.</summary>
    public static CredRankOptions Before { get; } = new() { Threshold = 1e-11, Method = CredRankMethod.Power };

    /// <summary>The errors, as shares of a participant's cred.</summary>
    public IEnumerable<Measurement> Measure()
    {
        var exact = Cred(new CredRankOptions { Threshold = 0, IterationsMax = 200 });
        yield return new("credrank.worst_error", Worst(Cred(Paying)), "of their cred");
        var before = Worst(Cred(Before));
        yield return new("credrank.worst_error.power_method", before, "of their cred");
        yield return new("credrank.worst_error.power_method_1e-7", Worst(Cred(Before with { Threshold = 1e-7 })), "of their cred");
        var sweeps = 1;
        while (Worst(Cred(Paying with { IterationsMax = sweeps })) > before) sweeps++;
        yield return new("credrank.iterations.as_exact_as_the_power_method", sweeps, "sweeps", Solve(Before).Iterations);

        double[] Cred(CredRankOptions options) => Solve(options).Cred.ToArray();

        double Worst(double[] cred) => cred.Zip(exact, (one, other) => other > 0 ? Math.Abs(one - other) / other : 0).Max();
    }

    private CredSolution Solve(CredRankOptions options) =>
        CredRankSolver.Solve(graph, BenchmarkGraph.Epochs, parameters, options: options with { Threads = threads });
}
