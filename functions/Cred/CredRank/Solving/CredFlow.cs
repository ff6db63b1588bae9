using Grain.Functions.Cred.CredRank.Building;

namespace Grain.Functions.Cred.CredRank.Solving;

/// <summary>
/// The flow of cred through the graph, improved sweep by sweep. The seed and the accumulators need no nodes: what leaves
/// the seed is what all nodes return to it, and the accumulators are a weighted sum of the participants' flow.
/// </summary>
/// <remarks>
/// <para>A sweep goes through the contributions stage by stage, each of which sees what the stages before it have become; by the
/// power method there is one stage. Before them, every participant's chain of epochs is solved exactly for what the contributions
/// send it, and the seed hands out at once what it gets back. Every node returns at least alpha of its flow to the seed, so each
/// sweep shrinks the distance to the solution by the factor 1 - alpha or better. How far it is, and why, is in
/// docs/decisions/0064-credrank-at-the-limit.md.</para>
/// <para>With alpha 0 that promises nothing (the process may be periodic). Then the seed's flow is held at 1 instead; the
/// sweeps become the sum of a series that converges wherever cred is not trapped.</para>
/// </remarks>
internal sealed class CredFlow
{
    // So many threads' shares of a stage differ by half a block at most.
    private const int PartsOfBlock = 2;

    // Two more meetings of the threads each; more than eight spare no sweep.
    private const int StagesMost = 8;

    // Beyond this a sweep changes little but the rounding of the sweep before: it need not get any smaller, however long one sweeps.
    private const double Rounding = 1e-14;

    // Where next to nothing is paid out, what is small beside the whole flow may be large beside that.
    private const double RoundingOfPaid = 1e-10;

    private readonly CredSystem system;
    private readonly TransitionMatrix matrix;
    private readonly ParticipantChains chains;
    private readonly double alpha;
    private readonly bool isPower;
    private readonly int stages;
    private readonly SolverThreads crew;
    private readonly BlockSums[] sums;
    private readonly Memory<double> flow;
    private readonly Memory<double> next;
    private double contributionSum;

    /// <param name="system">What flows where.</param>
    /// <param name="method">How to sweep.</param>
    /// <param name="crew">Works on it.</param>
    /// <param name="scratch">Lends the arrays.</param>
    /// <exception cref="CredRankException">With alpha 0, <see cref="CredRankFaults.CredTrapped"/>.</exception>
    public CredFlow(CredSystem system, CredRankMethod method, SolverThreads crew, ScratchArrays scratch)
    {
        this.system = system;
        (matrix, chains, this.crew) = (system.Matrix, system.Chains, crew);
        (alpha, isPower) = (system.Parameters.Alpha, method == CredRankMethod.Power);
        stages = isPower ? 1 : Math.Min(StagesMost, system.ContributionBlocks.Count);
        (this.flow, this.next) =
            (scratch.Rent<double>(matrix.Rows).AsMemory(0, matrix.Rows), scratch.Rent<double>(matrix.Rows).AsMemory(0, matrix.Rows));
        // Where it starts: each contribution has what it mints itself.
        system.MintShares.Span.CopyTo(Flow);
        Flow[system.Contributions..].Clear();
        if (alpha == 0) CredTraps.Check(system, Flow);
        this.sums = new BlockSums[Math.Max(system.ContributionBlocks.Count, system.ParticipantBlocks.Count)];
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

    /// <summary>Whether the last sweep changed nothing but roundings. The power method does not look.</summary>
    public bool IsExact { get; private set; }

    private Span<double> Flow => this.flow.Span;

    private Span<double> Next => this.next.Span;

    /// <summary>Makes one sweep.</summary>
    /// <returns>By the power method the largest change of a node's share of the total flow; else what bounds the error.</returns>
    public double Sweep()
    {
        var participants = Run(0, system.ParticipantBlocks.Count, SweepParticipants);
        Next[system.Contributions..].CopyTo(Flow[system.Contributions..]);
        if (alpha > 0) OfSeed = participants.Returned + (alpha * contributionSum) + ((1 - alpha) * FlowIntoDeadEnds());

        var contributions = default(BlockSums);
        for (var stage = 0; stage < stages; stage++)
        {
            var (first, end) = (FirstBlock(stage), FirstBlock(stage + 1));
            this.crew.Run((end - first) * PartsOfBlock, part =>
                matrix.SumInflow(first + (part / PartsOfBlock), part % PartsOfBlock, PartsOfBlock, Flow, Next));
            contributions = contributions.Add(Run(first, end, TakeContributions), isPower);
        }

        contributionSum = contributions.Flow;
        Paid = participants.Paid;
        Total = OfSeed + contributions.Flow + participants.Flow + Paid;
        var change = contributions.Add(participants, isPower).Change;
        if (isPower) return change / Total;
        IsExact = change <= Rounding * Total && change <= RoundingOfPaid * Paid;
        return alpha == 0 ? change / Total : BoundOf(change);
    }

    /// <summary>
    /// The share of all cred that lies with the wrong people after a sweep that changed the flow by so much in all: what a stage has
    /// not seen yet is at most 1 - alpha of the change, a unit of it makes at most 1 / alpha of flow, and beta of that is paid out.
    /// It is always a number that can be written down, however small alpha is and however little is paid.
    /// </summary>
    private double BoundOf(double change) =>
        change == 0 ? 0 : Math.Min(double.MaxValue, system.Parameters.Beta * (1 - alpha) / alpha * change / Paid);

    private int FirstBlock(int stage) => (int)((long)system.ContributionBlocks.Count * stage / stages);

    private BlockSums Run(int from, int to, Func<int, BlockSums> sweep)
    {
        this.crew.Run(to - from, block => this.sums[from + block] = sweep(from + block));
        var sums = default(BlockSums);
        for (var block = from; block < to; block++) sums = sums.Add(this.sums[block], isPower);
        return sums;
    }

    private BlockSums SweepParticipants(int block)
    {
        matrix.SumInflow(system.ContributionBlocks.Count + block, Flow, Next);
        var (first, end) = (system.ParticipantBlocks.Begin(block), system.ParticipantBlocks.End(block));
        for (var p = first; p < end; p++) chains.Solve(Next, system.Active.Begin(p), system.Active.End(p));

        var (begin, length) = (system.Active.Begin(first), system.Active.Begin(end) - system.Active.Begin(first));
        var before = Flow.Slice(system.Contributions + begin, length);
        var after = Next.Slice(system.Contributions + begin, length);
        return new BlockSums(
            ChangeOf(before, after),
            RowSums.SumOfProducts(after, chains.Flow.AsSpan(begin, length)),
            RowSums.SumOfProducts(after, chains.Payout.AsSpan(begin, length)),
            RowSums.SumOfProducts(after, chains.Returned.AsSpan(begin, length)));
    }

    /// <summary>Adds what a block's contributions mint, and lets the stages that follow see what they have become.</summary>
    private BlockSums TakeContributions(int block)
    {
        var (begin, end) = (system.ContributionBlocks.Begin(block), system.ContributionBlocks.End(block));
        var before = Flow[begin..end];
        var after = Next[begin..end];
        if (!isPower)
        {
            var (changes, sum) = RowSums.Replace(before, after, OfSeed, system.MintShares.Span[begin..end]);
            return new BlockSums(changes, sum, 0, 0);
        }

        RowSums.AddProducts(after, OfSeed, system.MintShares.Span[begin..end]);
        var sums = new BlockSums(RowSums.LargestChange(before, after), RowSums.Sum(after), 0, 0);
        after.CopyTo(before);
        return sums;
    }

    private double ChangeOf(ReadOnlySpan<double> before, ReadOnlySpan<double> after) =>
        isPower ? RowSums.LargestChange(before, after) : RowSums.SumOfChanges(before, after);

    private double FlowIntoDeadEnds()
    {
        var sum = 0.0;
        foreach (var row in system.DeadEnds) sum += Flow[row];
        return sum;
    }
}
