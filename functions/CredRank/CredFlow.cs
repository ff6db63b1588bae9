using System.Runtime.CompilerServices;

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

    /// <param name="system">What flows where.</param>
    /// <param name="start">The flow to start from, one entry a row; it is overwritten.</param>
    /// <param name="parallel">How many threads may work, and what ends them early.</param>
    public CredFlow(CredSystem system, double[] start, ParallelOptions parallel)
    {
        (matrix, active, chains, this.parallel) = (system.Matrix, system.Active, system.Chains, parallel);
        (deadEnds, mintShares, alpha) = (system.DeadEnds, system.MintShares, system.Parameters.Alpha);
        (this.flow, this.next) = (start, new double[start.Length]);
        contributionBlocks = RowBlocks.Create(Contributions, row => matrix.RowStarts[row]);
        participantBlocks = RowBlocks.Create(active.Participants, p => matrix.RowStarts[Contributions + active.Begin(p)]);
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

    private Sums Run(RowBlocks blocks, Func<int, int, Sums> sweep)
    {
        blocks.Run(this.parallel, block => this.sums[block] = sweep(blocks.Begin(block), blocks.End(block)));
        var sums = default(Sums);
        for (var block = 0; block < blocks.Count; block++) sums += this.sums[block];
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Sums SweepParticipants(int begin, int end)
    {
        var flow = this.flow.AsSpan();
        var next = this.next.AsSpan(Contributions);
        var sums = default(Sums);
        for (var p = begin; p < end; p++)
        {
            var (first, last) = (active.Begin(p), active.End(p));
            for (var i = first; i < last; i++) next[i] = matrix.FlowInto(Contributions + i, flow);
            chains.Solve(next, first, last);
            for (var i = first; i < last; i++)
            {
                sums += new Sums(
                    Math.Abs(next[i] - flow[Contributions + i]), next[i] * chains.Flow[i], next[i] * chains.Payout[i], next[i] * chains.Returned[i]);
            }
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Sums SweepContributions(int begin, int end)
    {
        var flow = this.flow.AsSpan();
        var (change, sum) = (0.0, 0.0);
        for (var c = begin; c < end; c++)
        {
            var next = (OfSeed * mintShares[c]) + matrix.FlowInto(c, flow);
            change = Math.Max(change, Math.Abs(next - flow[c]));
            sum += next;
            this.next[c] = next;
        }

        return new Sums(change, sum, 0, 0);
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
            Math.Max(left.Change, right.Change), left.Flow + right.Flow, left.Paid + right.Paid, left.Returned + right.Returned);
    }
}
