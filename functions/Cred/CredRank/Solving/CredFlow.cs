using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Grain.Functions.Cred.CredRank.Building;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>
/// The flow of cred through the graph, improved sweep by sweep. The seed and the accumulators need no nodes: what leaves
/// the seed is what all nodes return to it, and the accumulators are a weighted sum of the participants' flow.
/// </summary>
/// <remarks>
/// <para>A sweep is one step of the power method on the process as seen from the contributions: in between, every
/// participant's chain of epochs is solved exactly for what the contributions send it, and the seed hands out at once what
/// it gets back. Steps of this process return at least alpha of the flow to the seed, so each sweep shrinks the distance to
/// the solution by the factor 1 - alpha or better.</para>
/// <para>With alpha 0 that promises nothing (the process may be periodic). Then the seed's flow is held at 1 instead; the
/// sweeps become the sum of a series that converges wherever cred is not trapped.</para>
/// </remarks>
internal sealed class CredFlow
{
    private readonly CredSystem system;
    private readonly TransitionMatrix matrix;
    private readonly ParticipantChains chains;
    private readonly double alpha;
    private readonly SolverThreads crew;
    private readonly Sums[] sums;
    private Memory<double> flow;
    private Memory<double> next;
    private double contributionSum;
    private Relaxation? unrest;

    /// <param name="system">What flows where.</param>
    /// <param name="start">Where to start from; from the mints if absent.</param>
    /// <param name="crew">Works on it.</param>
    /// <param name="scratch">Lends the arrays.</param>
    /// <exception cref="CredRankException">With alpha 0, <see cref="CredRankFaults.CredTrapped"/>.</exception>
    public CredFlow(CredSystem system, CredWarmStart? start, SolverThreads crew, ScratchArrays scratch)
    {
        this.system = system;
        (matrix, chains, this.crew) = (system.Matrix, system.Chains, crew);
        alpha = system.Parameters.Alpha;
        (this.flow, this.next) =
            (scratch.Rent<double>(matrix.Rows).AsMemory(0, matrix.Rows), scratch.Rent<double>(matrix.Rows).AsMemory(0, matrix.Rows));
        StartingFlow.Set(Flow, system, start);
        if (alpha == 0) CredTraps.Check(system, Flow);
        this.sums = new Sums[Math.Max(system.ContributionBlocks.Count, system.ParticipantBlocks.Count)];
        contributionSum = RowSums.Sum(Flow[..system.Contributions]);
    }

    /// <summary>The flow through each row of the matrix.</summary>
    public ReadOnlySpan<double> OfRows => Flow;

    /// <summary>The flow through the seed.</summary>
    public double OfSeed { get; private set; } = 1;

    /// <summary>The flow through all accumulators together.</summary>
    public double Paid { get; private set; }

    /// <summary>The flow through all nodes together, seed and accumulators included.</summary>
    public double Total { get; private set; }

    private Span<double> Flow => this.flow.Span;

    private Span<double> Next => this.next.Span;

    /// <summary>Makes one sweep.</summary>
    /// <returns>The largest change of a node's share of the total flow.</returns>
    public double Sweep()
    {
        var participants = Run(system.ParticipantBlocks, SweepParticipants);
        Next[system.Contributions..].CopyTo(Flow[system.Contributions..]);
        if (alpha > 0) OfSeed = participants.Returned + (alpha * contributionSum) + ((1 - alpha) * FlowIntoDeadEnds());

        var contributions = Run(system.ContributionBlocks, SweepContributions);
        (this.flow, this.next) = (this.next, this.flow);
        contributionSum = contributions.Flow;
        Paid = participants.Paid;
        Total = OfSeed + contributions.Flow + participants.Flow + Paid;
        return Math.Max(contributions.Change, participants.Change) / Total;
    }

    /// <summary>
    /// Passes on, node by node, what the last sweep has changed by more than a share of the total flow; see <see cref="Relaxation"/>.
    /// </summary>
    /// <param name="share">The share, as <see cref="Sweep"/> returns it.</param>
    /// <returns>How many sweeps it took: the part of the matrix that it looked at; at most about one.</returns>
    public double Settle(double share)
    {
        unrest ??= new Relaxation(system);
        // A sweep leaves in "next" what the contributions were before it.
        var steps = unrest.Settle(Next[..system.Contributions], Flow, share * Total, matrix.Steps);
        contributionSum = RowSums.Sum(Flow[..system.Contributions]);
        return (double)steps / matrix.Steps;
    }

    private Sums Run(RowBlocks blocks, Func<int, Sums> sweep)
    {
        this.crew.Run(blocks.Count, block => this.sums[block] = sweep(block));
        var sums = default(Sums);
        for (var block = 0; block < blocks.Count; block++) sums += this.sums[block];
        return sums;
    }

    private Sums SweepParticipants(int block)
    {
        matrix.SumInflow(system.ContributionBlocks.Count + block, Flow, Next);
        var (first, end) = (system.ParticipantBlocks.Begin(block), system.ParticipantBlocks.End(block));
        for (var p = first; p < end; p++) chains.Solve(Next, system.Active.Begin(p), system.Active.End(p));

        var (begin, length) = (system.Active.Begin(first), system.Active.Begin(end) - system.Active.Begin(first));
        var before = Flow.Slice(system.Contributions + begin, length);
        var after = Next.Slice(system.Contributions + begin, length);
        return new Sums(
            RowSums.LargestChange(before, after),
            RowSums.SumOfProducts(after, chains.Flow.AsSpan(begin, length)),
            RowSums.SumOfProducts(after, chains.Payout.AsSpan(begin, length)),
            RowSums.SumOfProducts(after, chains.Returned.AsSpan(begin, length)));
    }

    private Sums SweepContributions(int block)
    {
        var (begin, end) = (system.ContributionBlocks.Begin(block), system.ContributionBlocks.End(block));
        var before = Flow[begin..end];
        var after = Next[begin..end];
        matrix.SumInflow(block, Flow, Next);
        AddMints(after, system.MintShares.Span[begin..end]);
        return new Sums(RowSums.LargestChange(before, after), RowSums.Sum(after), 0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddMints(Span<double> inflow, ReadOnlySpan<double> shares)
    {
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(inflow);
        var ofShares = MemoryMarshal.Cast<double, Vector256<double>>(shares);
        for (var i = 0; i < vectors.Length && i < ofShares.Length; i++) vectors[i] += OfSeed * ofShares[i];
        for (var row = vectors.Length * Vector256<double>.Count; row < inflow.Length; row++) inflow[row] += OfSeed * shares[row];
    }

    private double FlowIntoDeadEnds()
    {
        var sum = 0.0;
        foreach (var row in system.DeadEnds) sum += Flow[row];
        return sum;
    }

    /// <summary>What a block of rows adds up to: its largest change, its flow, and what it pays out and returns to the seed.</summary>
    private readonly record struct Sums(double Change, double Flow, double Paid, double Returned)
    {
        public static Sums operator +(Sums left, Sums right) => new(
            double.MaxNative(left.Change, right.Change), left.Flow + right.Flow, left.Paid + right.Paid, left.Returned + right.Returned);
    }
}
