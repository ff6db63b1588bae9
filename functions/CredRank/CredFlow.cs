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
    private readonly TransitionMatrix _matrix;
    private readonly ParticipantEpochs _active;
    private readonly ParticipantChains _chains;
    private readonly int[] _deadEnds;
    private readonly double[] _mintShares;
    private readonly double _alpha;
    private readonly ParallelOptions _parallel;
    private readonly RowBlocks _participantBlocks;
    private readonly RowBlocks _contributionBlocks;
    private readonly Sums[] _sums;
    private double[] _flow;
    private double[] _next;
    private double _contributionSum;

    /// <param name="system">What flows where.</param>
    /// <param name="start">The flow to start from, one entry a row; it is overwritten.</param>
    /// <param name="parallel">How many threads may work, and what ends them early.</param>
    public CredFlow(CredSystem system, double[] start, ParallelOptions parallel)
    {
        (_matrix, _active, _chains, _parallel) = (system.Matrix, system.Active, system.Chains, parallel);
        (_deadEnds, _mintShares, _alpha) = (system.DeadEnds, system.MintShares, system.Parameters.Alpha);
        (_flow, _next) = (start, new double[start.Length]);
        _contributionBlocks = RowBlocks.Create(Contributions, row => _matrix.RowStarts[row]);
        _participantBlocks = RowBlocks.Create(_active.Participants, p => _matrix.RowStarts[Contributions + _active.Begin(p)]);
        _sums = new Sums[Math.Max(_contributionBlocks.Count, _participantBlocks.Count)];
        foreach (var flow in OfContributions) _contributionSum += flow;
    }

    /// <summary>The flow through the contributions.</summary>
    public ReadOnlySpan<double> OfContributions => _flow.AsSpan(0, Contributions);

    /// <summary>The flow through the active participant-epochs.</summary>
    public ReadOnlySpan<double> OfParticipantEpochs => _flow.AsSpan(Contributions);

    /// <summary>The flow through the seed.</summary>
    public double OfSeed { get; private set; } = 1;

    /// <summary>The flow through all accumulators together.</summary>
    public double Paid { get; private set; }

    /// <summary>The flow through all nodes together, seed and accumulators included.</summary>
    public double Total { get; private set; }

    private int Contributions => _mintShares.Length;

    /// <summary>Makes one sweep.</summary>
    /// <returns>The largest change of a node's share of the total flow.</returns>
    public double Sweep()
    {
        var participants = Run(_participantBlocks, SweepParticipants);
        _next.AsSpan(Contributions).CopyTo(_flow.AsSpan(Contributions));
        if (_alpha > 0) OfSeed = participants.Returned + (_alpha * _contributionSum) + ((1 - _alpha) * FlowIntoDeadEnds());

        var contributions = Run(_contributionBlocks, SweepContributions);
        (_flow, _next) = (_next, _flow);
        _contributionSum = contributions.Flow;
        Paid = participants.Paid;
        Total = OfSeed + contributions.Flow + participants.Flow + Paid;
        return Math.Max(contributions.Change, participants.Change) / Total;
    }

    private Sums Run(RowBlocks blocks, Func<int, int, Sums> sweep)
    {
        blocks.Run(_parallel, block => _sums[block] = sweep(blocks.Begin(block), blocks.End(block)));
        var sums = default(Sums);
        for (var block = 0; block < blocks.Count; block++) sums += _sums[block];
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Sums SweepParticipants(int begin, int end)
    {
        var flow = _flow.AsSpan();
        var next = _next.AsSpan(Contributions);
        var sums = default(Sums);
        for (var p = begin; p < end; p++)
        {
            var (first, last) = (_active.Begin(p), _active.End(p));
            for (var i = first; i < last; i++) next[i] = _matrix.FlowInto(Contributions + i, flow);
            _chains.Solve(next, first, last);
            for (var i = first; i < last; i++)
            {
                sums += new Sums(
                    Math.Abs(next[i] - flow[Contributions + i]), next[i] * _chains.Flow[i], next[i] * _chains.Payout[i], next[i] * _chains.Returned[i]);
            }
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Sums SweepContributions(int begin, int end)
    {
        var flow = _flow.AsSpan();
        var (change, sum) = (0.0, 0.0);
        for (var c = begin; c < end; c++)
        {
            var next = (OfSeed * _mintShares[c]) + _matrix.FlowInto(c, flow);
            change = Math.Max(change, Math.Abs(next - flow[c]));
            sum += next;
            _next[c] = next;
        }

        return new Sums(change, sum, 0, 0);
    }

    private double FlowIntoDeadEnds()
    {
        var sum = 0.0;
        foreach (var row in _deadEnds) sum += _flow[row];
        return sum;
    }

    /// <summary>What a block of rows adds up to: its largest change, its flow, and what it pays out and returns to the seed.</summary>
    private readonly record struct Sums(double Change, double Flow, double Paid, double Returned)
    {
        public static Sums operator +(Sums left, Sums right) => new(
            Math.Max(left.Change, right.Change), left.Flow + right.Flow, left.Paid + right.Paid, left.Returned + right.Returned);
    }
}
