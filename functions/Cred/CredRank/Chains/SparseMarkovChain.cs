using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.CredRank.Solving;

namespace Grain.Functions.Cred.CredRank.Chains;

/// <summary>
/// A Markov chain of any form, and its stationary distribution by the plain power method. CredRank itself does not run on
/// it, since it knows its own process better (see <see cref="CredFlow"/>); this is the measure that it is held against.
/// </summary>
internal sealed class SparseMarkovChain
{
    // How far the probabilities out of a state may miss 1.
    private const double RowSumTolerance = 1e-6;

    private readonly TransitionMatrix matrix;

    private SparseMarkovChain(TransitionMatrix matrix) => this.matrix = matrix;

    /// <summary>How many states there are.</summary>
    public int States => this.matrix.Rows;

    /// <summary>Makes a chain of a dense matrix: row i tells where state i goes.</summary>
    /// <exception cref="CredRankException">The matrix is not square, an entry is negative or a row does not add up to 1.</exception>
    public static SparseMarkovChain FromDense(double[][] rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length != rows.Length)
                throw new CredRankException("not-square", $"Row {i} has {rows[i].Length} entries in a matrix of {rows.Length} rows.");
        }

        var steps = rows.SelectMany((row, from) => row.Select((probability, to) => (from, to, probability)));
        return FromSteps(rows.Length, steps.Where(step => step.probability != 0));
    }

    /// <summary>Makes a chain of its steps; parallel ones add up.</summary>
    /// <exception cref="CredRankException">A probability is negative or those out of a state do not add up to 1.</exception>
    public static SparseMarkovChain FromSteps(int states, IEnumerable<(int From, int To, double Probability)> steps)
    {
        var incoming = steps.ToLookup(step => step.To);
        using var crew = new SolverThreads(1);
        var slices = new RowSlices([.. Enumerable.Range(0, states).Select(to => incoming[to].Count())], [0, states], crew);
        var (origins, probabilities) = (new int[slices.Room], new double[slices.Room]);
        var sums = new double[states];
        for (var to = 0; to < states; to++)
        {
            var at = slices.PlaceOf(slices.RowOfItem[to]);
            foreach (var (from, _, probability) in incoming[to])
            {
                if (!(probability >= 0))
                    throw new CredRankException("negative-entry",
                        $"The step from state {from} to state {to} has the probability {probability}.");
                (origins[at], probabilities[at]) = (slices.RowOfItem[from], probability);
                sums[from] += probability;
                at += slices.StrideOf(slices.RowOfItem[to]);
            }
        }

        var wrong = Array.FindIndex(sums, sum => !(Math.Abs(sum - 1) <= RowSumTolerance));
        if (wrong >= 0) throw new CredRankException("row-sum", $"The probabilities out of state {wrong} add up to {sums[wrong]}.");
        return new SparseMarkovChain(new TransitionMatrix(slices, origins, probabilities));
    }

    /// <summary>One step: <c>alpha · seed + (1 - alpha) · distribution · matrix</c>.</summary>
    public double[] Step(double[] distribution, double[] seed, double alpha)
    {
        var (flow, inflow, next) = (new double[States], new double[States], new double[States]);
        for (var state = 0; state < States; state++) flow[this.matrix.Slices.RowOfItem[state]] = distribution[state];
        this.matrix.SumInflow(0, flow, inflow);
        for (var state = 0; state < States; state++)
            next[state] = (alpha * seed[state]) + ((1 - alpha) * inflow[this.matrix.Slices.RowOfItem[state]]);
        return next;
    }

    /// <summary>Steps until no state changes by more than the threshold, or the cap is reached.</summary>
    /// <returns>The distribution before the last step, and how much that step changed.</returns>
    public (double[] Distribution, int Iterations, double Delta, bool Converged) FindStationary(
        double[] start, double[] seed, double alpha, double threshold, int iterationsMax)
    {
        var current = start;
        for (var iterations = 0; ; iterations++)
        {
            var next = Step(current, seed, alpha);
            var delta = current.Zip(next, (before, after) => Math.Abs(after - before)).Max();
            if (iterations == iterationsMax) return (current, iterations, delta, false);
            if (delta <= threshold) return (current, iterations + 1, delta, true);
            current = next;
        }
    }
}
