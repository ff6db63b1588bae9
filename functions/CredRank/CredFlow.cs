using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grain.Functions.CredRank;

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
    private readonly ParticipantEpochs active;
    private readonly ParticipantChains chains;
    private readonly int[] deadEnds;
    private readonly double[] mintShares;
    private readonly double alpha;
    private readonly ParallelOptions parallel;
    private readonly RowBlocks participantBlocks;
    private readonly RowBlocks contributionBlocks;
    private readonly Sums[] sums;
    private double[] flow;
    private double[] next;
    private double contributionSum;
    private Unrest? unrest;

    /// <param name="system">What flows where.</param>
    /// <param name="start">The flow to start from, one entry a row; it is overwritten.</param>
    /// <param name="parallel">How many threads may work, and what ends them early.</param>
    public CredFlow(CredSystem system, double[] start, ParallelOptions parallel)
    {
        this.system = system;
        (matrix, active, chains, this.parallel) = (system.Matrix, system.Active, system.Chains, parallel);
        (deadEnds, mintShares, alpha) = (system.DeadEnds, system.MintShares, system.Parameters.Alpha);
        (this.flow, this.next) = (start, new double[start.Length]);
        (contributionBlocks, participantBlocks) = (system.ContributionBlocks, system.ParticipantBlocks);
        this.sums = new Sums[Math.Max(contributionBlocks.Count, participantBlocks.Count)];
        foreach (var flow in OfContributions) contributionSum += flow;
    }

    /// <summary>The flow through the contributions.</summary>
    public ReadOnlySpan<double> OfContributions => this.flow.AsSpan(0, Contributions);

    /// <summary>The flow through the active participant-epochs.</summary>
    public ReadOnlySpan<double> OfParticipantEpochs => this.flow.AsSpan(Contributions);

    /// <summary>The flow through the seed.</summary>
    public double OfSeed { get; private set; } = 1;

    /// <summary>The flow through all accumulators together.</summary>
    public double Paid { get; private set; }

    /// <summary>The flow through all nodes together, seed and accumulators included.</summary>
    public double Total { get; private set; }

    private int Contributions => mintShares.Length;

    /// <summary>Makes one sweep.</summary>
    /// <returns>The largest change of a node's share of the total flow.</returns>
    public double Sweep()
    {
        var participants = Run(participantBlocks, SweepParticipants);
        this.next.AsSpan(Contributions).CopyTo(this.flow.AsSpan(Contributions));
        if (alpha > 0) OfSeed = participants.Returned + (alpha * contributionSum) + ((1 - alpha) * FlowIntoDeadEnds());

        var contributions = Run(contributionBlocks, SweepContributions);
        (this.flow, this.next) = (this.next, this.flow);
        contributionSum = contributions.Flow;
        Paid = participants.Paid;
        Total = OfSeed + contributions.Flow + participants.Flow + Paid;
        return Math.Max(contributions.Change, participants.Change) / Total;
    }

    /// <summary>Passes on, node by node, what the last sweep has changed by more than a share of the total flow; see <see cref="Unrest"/>.</summary>
    /// <param name="share">The share, as <see cref="Sweep"/> returns it.</param>
    /// <returns>How many sweeps it took: the part of the matrix that it looked at; at most about one.</returns>
    public double Settle(double share)
    {
        unrest ??= new Unrest(system);
        // A sweep leaves in "next" what the contributions were before it.
        var steps = unrest.Settle(this.next.AsSpan(0, Contributions), this.flow, share * Total, matrix.Steps);
        contributionSum = 0;
        foreach (var flow in OfContributions) contributionSum += flow;
        return (double)steps / matrix.Steps;
    }

    private Sums Run(RowBlocks blocks, Func<int, Sums> sweep)
    {
        blocks.Run(this.parallel, block => this.sums[block] = sweep(block));
        var sums = default(Sums);
        for (var block = 0; block < blocks.Count; block++) sums += this.sums[block];
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Sums SweepParticipants(int block)
    {
        var (begin, end) = (participantBlocks.Begin(block), participantBlocks.End(block));
        var flow = OfParticipantEpochs;
        var next = this.next.AsSpan(Contributions);
        matrix.SumInflow(contributionBlocks.Count + block, this.flow, this.next);
        var sums = default(Sums);
        for (var p = begin; p < end; p++)
        {
            var (first, last) = (active.Begin(p), active.End(p));
            chains.Solve(next, first, last);
            for (var i = first; i < last; i++)
                sums += new Sums(Math.Abs(next[i] - flow[i]), next[i] * chains.Flow[i], next[i] * chains.Payout[i], next[i] * chains.Returned[i]);
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Sums SweepContributions(int block)
    {
        var (begin, end) = (contributionBlocks.Begin(block), contributionBlocks.End(block));
        matrix.SumInflow(block, this.flow, this.next);

        // Four rows at a time, since a sum of so many rows one by one would take longer than to read them.
        var mints = MemoryMarshal.Cast<double, Vector256<double>>(mintShares.AsSpan(begin..end));
        var flows = MemoryMarshal.Cast<double, Vector256<double>>(this.flow.AsSpan(begin..end));
        var nexts = MemoryMarshal.Cast<double, Vector256<double>>(this.next.AsSpan(begin..end));
        var (change, sum) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var i = 0; i < nexts.Length && i < flows.Length && i < mints.Length; i++)
        {
            var next = (OfSeed * mints[i]) + nexts[i];
            change = Vector256.MaxNative(change, Vector256.Abs(next - flows[i]));
            sum += next;
            nexts[i] = next;
        }

        var sums = default(Sums);
        for (var lane = 0; lane < Vector256<double>.Count; lane++) sums += new Sums(change[lane], sum[lane], 0, 0);
        for (var c = begin + (nexts.Length * Vector256<double>.Count); c < end; c++)
        {
            this.next[c] += OfSeed * mintShares[c];
            sums += new Sums(Math.Abs(this.next[c] - this.flow[c]), this.next[c], 0, 0);
        }

        return sums;
    }

    private double FlowIntoDeadEnds()
    {
        var sum = 0.0;
        foreach (var row in deadEnds) sum += this.flow[row];
        return sum;
    }

    /// <summary>What a block of rows adds up to: its largest change, its flow, and what it pays out and returns to the seed.</summary>
    private readonly record struct Sums(double Change, double Flow, double Paid, double Returned)
    {
        public static Sums operator +(Sums left, Sums right) => new(
            double.MaxNative(left.Change, right.Change), left.Flow + right.Flow, left.Paid + right.Paid, left.Returned + right.Returned);
    }
}
